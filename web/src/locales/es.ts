import type { Texts } from './texts';
import auth from './es/auth.json';
import channels from './es/channels.json';
import common from './es/common.json';
import composer from './es/composer.json';
import conversation from './es/conversation.json';
import dashboard from './es/dashboard.json';
import emoji from './es/emoji.json';
import inbox from './es/inbox.json';
import later from './es/later.json';
import manage from './es/manage.json';
import people from './es/people.json';
import pins from './es/pins.json';
import polls from './es/polls.json';
import settings from './es/settings.json';
import shell from './es/shell.json';
import threads from './es/threads.json';

/** All texts, by the part of the application that shows them. */
export const es = {
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
} satisfies Texts;
