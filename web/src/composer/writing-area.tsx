import { Textarea, type TextareaProps } from '@mantine/core';
import type { KeyboardEvent, RefObject } from 'react';
import { SuggestionList } from './suggestion-list';
import { useCompletion } from './use-completion';
import { useTextArea } from './use-text-area';

interface WritingAreaProps extends Omit<TextareaProps, 'value' | 'onChange' | 'onKeyDown'> {
  ref: RefObject<HTMLTextAreaElement | null>;
  /** What the names to choose from are shown beside. */
  box: RefObject<HTMLElement | null>;
  /** Whose members are called first. */
  channelId: string;
  body: string;
  write: (body: string) => void;
  /** Keys that are not the list's. */
  onKey: (event: KeyboardEvent) => void;
}

/** Where a message is written: names of people, channels and emojis are completed. */
export function WritingArea({ ref, box, channelId, body, write, onKey, ...props }: WritingAreaProps) {
  const { selected, edit } = useTextArea(ref);
  const completion = useCompletion(channelId, edit);
  const { suggestions, active, listId } = completion;
  return (
    <>
      <Textarea
        {...props}
        ref={ref}
        autosize
        minRows={1}
        aria-autocomplete="list"
        aria-haspopup="listbox"
        {...(suggestions.length > 0 && {
          role: 'combobox',
          'aria-expanded': true,
          'aria-controls': listId,
          'aria-activedescendant': `${listId}${active}`,
        })}
        value={body}
        onChange={({ currentTarget }) => {
          write(currentTarget.value);
          completion.look(selected());
        }}
        onSelect={() => completion.look(selected())}
        onBlur={completion.close}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing || !completion.press(event)) onKey(event);
        }}
      />
      <SuggestionList completion={completion} box={box} />
    </>
  );
}
