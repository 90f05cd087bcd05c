import { IconHash, IconLock, IconSpeakerphone, IconUsersGroup } from '@tabler/icons-react';
import { Avatar } from '../people/avatar';
import { useTranslation } from 'react-i18next';
import classes from './suggestion-list.module.css';
import type { Suggestion } from './suggestions';
import type { Completion } from './use-completion';

const ICONS = { group: IconUsersGroup, all: IconSpeakerphone, public: IconHash, private: IconLock, emoji: null };

/** Names to choose from, above the text in which the keys stay. */
export function SuggestionList({ completion }: { completion: Completion }) {
  const { t } = useTranslation('composer');
  const { suggestions, active, listId, point, choose } = completion;
  if (suggestions.length === 0) return null;
  return (
    <div id={listId} role="listbox" aria-label={t('suggestions')} className={classes.list}>
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
