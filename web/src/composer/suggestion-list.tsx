import { IconHash, IconSpeakerphone, IconUser, IconUsersGroup } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from './suggestion-list.module.css';
import type { Suggestion } from './suggestions';
import type { Completion } from './use-completion';

const ICONS = { user: IconUser, group: IconUsersGroup, all: IconSpeakerphone, channel: IconHash, emoji: null };

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

function Face({ suggestion: { kind } }: { suggestion: Suggestion }) {
  const Icon = ICONS[kind];
  return Icon && <Icon className={classes.icon} size={18} stroke={1.75} aria-hidden />;
}
