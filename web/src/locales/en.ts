import auth from './en/auth.json';
import channels from './en/channels.json';
import common from './en/common.json';
import composer from './en/composer.json';
import conversation from './en/conversation.json';
import dashboard from './en/dashboard.json';
import emoji from './en/emoji.json';
import inbox from './en/inbox.json';
import later from './en/later.json';
import manage from './en/manage.json';
import people from './en/people.json';
import pins from './en/pins.json';
import polls from './en/polls.json';
import settings from './en/settings.json';
import shell from './en/shell.json';
import threads from './en/threads.json';

/** All texts, by the part of the application that shows them. */
export const en = {
  auth,
  channels,
  common,
  composer,
  conversation,
  dashboard,
  emoji,
  inbox,
  later,
  manage,
  people,
  pins,
  polls,
  settings,
  shell,
  threads,
};
