import { Text } from '@mantine/core';
import { confirm as ask } from '../shell/open-dialog';

interface Question {
  title: string;
  text: string;
  /** What the button says that does it. */
  action: string;
}

/** Asks before something is done that is not easily undone. */
export const confirm = ({ title, text, action }: Question, work: () => void): void =>
  ask(title, <Text fz="sm">{text}</Text>, action, work);
