import classes from './emoji-picker.module.css';
import type { EmojiRow } from './emoji-rows';

interface EmojiLineProps {
  row: EmojiRow;
  /** Before the number of each emoji, in the ids by which the search field names the active one. */
  idPrefix: string;
  active: number | null;
  onHover: (at: number) => void;
  onPick: (emoji: string) => void;
}

/** One row of the picker's grid. */
export function EmojiLine({ row, idPrefix, active, onHover, onPick }: EmojiLineProps) {
  if (row.kind === 'heading') {
    return (
      <div role="row" className={classes.heading}>
        <span role="gridcell">{row.text}</span>
      </div>
    );
  }
  return (
    <div role="row" className={classes.row}>
      {row.cells.map(({ emoji, label }, column) => {
        const at = row.from + column;
        return (
          <div key={emoji} role="gridcell" id={`${idPrefix}${at}`} aria-selected={at === active}>
            <button
              type="button"
              tabIndex={-1}
              className={classes.emoji}
              data-active={at === active || undefined}
              aria-label={label}
              onMouseDown={(event) => event.preventDefault()}
              onMouseMove={() => {
                if (at !== active) onHover(at);
              }}
              onClick={() => onPick(emoji)}
            >
              {emoji}
            </button>
          </div>
        );
      })}
    </div>
  );
}
