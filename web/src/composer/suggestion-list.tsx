import { IconHash, IconLock, IconSpeakerphone, IconUsersGroup } from '@tabler/icons-react';
import { Avatar } from '../people/avatar';
import { type RefObject, useEffect, useRef } from 'react';
import { createPortal } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { useBeside } from '../core/use-beside';
import classes from './suggestion-list.module.css';
import type { Suggestion } from './suggestions';
import type { Completion } from './use-completion';

const ICONS = { group: IconUsersGroup, all: IconSpeakerphone, public: IconHash, private: IconLock, emoji: null };

interface SuggestionListProps {
  completion: Completion;
  /** Where the text is written, in which the keys stay. */
  box: RefObject<HTMLElement | null>;
}

/** Names to choose from, over all else: a list of messages would cut off what stands out of it. */
export function SuggestionList(props: SuggestionListProps) {
  return props.completion.suggestions.length > 0 && createPortal(<Choice {...props} />, document.body);
}

function Choice({ completion, box }: SuggestionListProps) {
  const { t } = useTranslation('composer');
  const list = useRef<HTMLDivElement>(null);
  useBeside(list, box);
  const { suggestions, active, listId, point, choose } = completion;
  useEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  return (
    <div ref={list} id={listId} role="listbox" aria-label={t('suggestions')} className={classes.list}>
      {suggestions.map((suggestion, index) => (
        <div
          key={suggestion.key}
          id={`${listId}${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === active}
          className={classes.option}
          onMouseMove={() => {
            if (index !== active) point(index);
          }}
          onMouseDown={(event) => {
            event.preventDefault();
            choose(suggestion);
          }}
        >
          <Face suggestion={suggestion} />
          <span className={classes.title}>{suggestion.title}</span>
          <span className={classes.detail}>{suggestion.detail}</span>
        </div>
      ))}
    </div>
  );
}

function Face({ suggestion: { kind, key } }: { suggestion: Suggestion }) {
  if (kind === 'user') return <Avatar userId={key} size={22} presence />;
  const Icon = ICONS[kind];
  return Icon && <Icon className={classes.icon} size={18} stroke={1.75} aria-hidden />;
}
