import type { Texts } from './texts';
import auth from './es/auth.json';
import channels from './es/channels.json';
import common from './es/common.json';
import composer from './es/composer.json';
import conversation from './es/conversation.json';
import emoji from './es/emoji.json';
import people from './es/people.json';
import pins from './es/pins.json';
import polls from './es/polls.json';
import shell from './es/shell.json';
import threads from './es/threads.json';

/** The texts of what people see at first, by the part of the application that shows them. */
export const es = {
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
} satisfies Texts;
