import { type RefObject, useCallback } from 'react';
import { type Edit, type Selected } from './text-edit';

/** Reads and edits a text area as somebody at the keyboard would, so that the browser can undo it. */
export function useTextArea(ref: RefObject<HTMLTextAreaElement | null>): {
  selected: () => Selected;
  edit: (change: Edit) => void;
} {
  const selected = useCallback((): Selected => {
    const area = ref.current;
    return { text: area?.value ?? '', start: area?.selectionStart ?? 0, end: area?.selectionEnd ?? 0 };
  }, [ref]);
  const edit = useCallback(
    ({ from, to, insert, start, end }: Edit): void => {
      const area = ref.current;
      if (!area) return;
      area.focus();
      area.setSelectionRange(from, to);
      type(area, insert);
      area.setSelectionRange(start, end);
    },
    [ref],
  );
  return { selected, edit };
}

/** `execCommand` is the one way that leaves the browser's own undo as it should be. */
function type(area: HTMLTextAreaElement, text: string): void {
  const done = text === '' ? document.execCommand('delete') : document.execCommand('insertText', false, text);
  if (done) return;
  area.setRangeText(text, area.selectionStart, area.selectionEnd, 'end');
  area.dispatchEvent(new Event('input', { bubbles: true }));
}
