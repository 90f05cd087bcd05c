import type { Menu as MantineMenu, MenuProps } from '@mantine/core';
import { type ReactElement, type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { loadable } from './loadable';
import { sayError } from './say';
import classes from './late-menu.module.css';

type MenuParts = typeof MantineMenu;

export interface LateMenuProps extends Omit<MenuProps, 'children' | 'opened' | 'onChange'> {
  /** The button that opens it. */
  target: ReactElement;
  /** When somebody goes for it: what its lines lead to may come too. */
  onNear?: () => void;
  /** What is in it, made of the parts that are given. */
  children: (Menu: MenuParts) => ReactNode;
}

let loaded: MenuParts | null = null;

const released = (): Promise<void> =>
  new Promise((resolve) => window.addEventListener('pointerup', () => setTimeout(resolve), { once: true }));

/** A menu whose code comes when somebody goes for its button: nobody needs it before. */
export function LateMenu({ target, onNear, children, ...props }: LateMenuProps) {
  const [Menu, give] = useState<MenuParts | null>(() => loaded);
  const [opened, open] = useState(false);
  const place = useRef<HTMLSpanElement>(null);
  const hadFocus = useRef(false);
  const pressed = useRef(false);
  const load = async (): Promise<void> => {
    if (Menu) return;
    ({ Menu: loaded } = await loadable(() => import('./menu')));
    // A press that began on this button must not end on another.
    if (pressed.current) await released();
    hadFocus.current = place.current?.contains(document.activeElement) ?? false;
    give(() => loaded);
  };
  useEffect(() => {
    const release = (): void => void setTimeout(() => (pressed.current = false));
    window.addEventListener('pointerup', release);
    return () => window.removeEventListener('pointerup', release);
  }, []);
  useLayoutEffect(() => {
    if (hadFocus.current) place.current?.querySelector('button')?.focus();
    hadFocus.current = false;
  }, [Menu]);
  const loadNow = (): void => {
    onNear?.();
    void load().catch(() => undefined);
  };
  const press = (): void => {
    open(true);
    load().catch((error: unknown) => {
      open(false);
      sayError(error);
    });
  };
  return (
    <span
      ref={place}
      role="presentation"
      className={classes.place}
      onPointerEnter={loadNow}
      onFocus={loadNow}
      onPointerDown={() => (pressed.current = true)}
      onClick={Menu ? undefined : press}
    >
      {Menu ? (
        <Menu {...props} opened={opened} onChange={open}>
          <Menu.Target>{target}</Menu.Target>
          <Menu.Dropdown>{children(Menu)}</Menu.Dropdown>
        </Menu>
      ) : (
        target
      )}
    </span>
  );
}
