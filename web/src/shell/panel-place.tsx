import { useMediaQuery } from '@mantine/hooks';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useRoute } from 'wouter';
import { Late } from '../core/late';
import { PageFailure } from '../core/page-failure';
import { Waiting } from '../core/waiting';
import { panels } from './panels';
import { useSidePanel } from './side-panel';
import classes from './side-panel.module.css';

/** Where the panel of the address stands: beside the conversation, on narrow screens over it. */
export function PanelPlace() {
  const { t } = useTranslation('shell');
  const { panel, close } = useSidePanel();
  const [, params] = useRoute('/c/:channel/*?');
  const over = useMediaQuery('(max-width: 64em)', false, { getInitialValueInEffect: false });
  const place = useRef<HTMLElement>(null);
  const before = useRef<Element | null>(null);
  const Panel = panel && params ? panels[panel.name] : undefined;
  const shown = Panel && panel ? `${panel.name}:${panel.argument ?? ''}` : null;
  useEffect(() => {
    const aside = place.current;
    if (shown === null || !aside) return;
    before.current ??= document.activeElement;
    if (!aside.contains(document.activeElement)) aside.focus({ preventScroll: true });
    return () => {
      const opener = before.current;
      before.current = null;
      if (opener instanceof HTMLElement) opener.focus({ preventScroll: true });
    };
  }, [shown]);
  const onKey = (event: KeyboardEvent<HTMLElement>): void => {
    // What is in the panel may have taken it, and what is open over it stands elsewhere on the page.
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    if (!(event.target instanceof Node && event.currentTarget.contains(event.target))) return;
    event.preventDefault();
    close();
  };
  if (!Panel || !panel || !params) return null;
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Escape, from whatever is in it
    <aside
      ref={place}
      tabIndex={-1}
      className={classes.place}
      data-over={over || undefined}
      aria-label={t('panel')}
      onKeyDown={onKey}
    >
      <Late fallback={<Waiting />} failure={<PageFailure />} place={shown ?? ''}>
        <Panel key={shown} channelId={params.channel} argument={panel.argument} />
      </Late>
    </aside>
  );
}
