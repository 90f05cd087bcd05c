import { dayText } from '../core/dates';
import { useMinute } from '../core/use-now';

/** On which day something was, as of today. */
export const DayText = ({ at }: { at: string }) => dayText(at, useMinute());
