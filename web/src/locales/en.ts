import auth from './en/auth.json';
import channels from './en/channels.json';
import common from './en/common.json';
import composer from './en/composer.json';
import conversation from './en/conversation.json';
import emoji from './en/emoji.json';
import people from './en/people.json';
import pins from './en/pins.json';
import polls from './en/polls.json';
import shell from './en/shell.json';
import threads from './en/threads.json';

/** The texts of what people see at first, by the part of the application that shows them. */
export const en = {
  auth,
  channels,
  common,
  composer,
  conversation,
  emoji,
  people,
  pins,
  polls,
  shell,
  threads,
};
