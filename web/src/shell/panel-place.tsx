import { useMediaQuery } from '@mantine/hooks';
import { Suspense, useEffect, useEffectEvent, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useRoute } from 'wouter';
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
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.key === 'Escape' && !event.defaultPrevented) close();
  });
  useEffect(() => {
    const aside = place.current;
    if (shown === null || !aside) return;
    aside.addEventListener('keydown', onKey);
    before.current ??= document.activeElement;
    if (!aside.contains(document.activeElement)) aside.focus({ preventScroll: true });
    return () => {
      aside.removeEventListener('keydown', onKey);
      const opener = before.current;
      before.current = null;
      if (opener instanceof HTMLElement) opener.focus({ preventScroll: true });
    };
  }, [shown]);
  if (!Panel || !panel || !params) return null;
  return (
    <aside ref={place} tabIndex={-1} className={classes.place} data-over={over || undefined} aria-label={t('panel')}>
      <Suspense fallback={<Waiting />}>
        <Panel key={shown} channelId={params.channel} argument={panel.argument} />
      </Suspense>
    </aside>
  );
}
