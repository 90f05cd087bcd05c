import { Popover, type PopoverProps } from '@mantine/core';
import type { ComponentProps } from 'react';
import type { Point } from './point';

/** What something hangs from that no button of its own opened. */
export const PointAnchor = ({ at, ...props }: ComponentProps<'span'> & { at: Point }) => (
  <span aria-hidden {...props} style={{ position: 'fixed', left: at.x, top: at.y }} />
);

interface PointPopoverProps extends Pick<PopoverProps, 'width' | 'children'> {
  at: Point;
  onClose: () => void;
}

/** Open already, at a place of the screen, for as long as somebody shows it; its content is a `Popover.Dropdown`. */
export const PointPopover = ({ at, onClose, children, ...props }: PointPopoverProps) => (
  <Popover
    {...props}
    opened
    onChange={(opened) => !opened && onClose()}
    position="bottom-start"
    shadow="md"
    trapFocus
    returnFocus
  >
    <Popover.Target>
      <PointAnchor at={at} />
    </Popover.Target>
    {children}
  </Popover>
);
