import { Component, type ReactNode, Suspense } from 'react';
import i18next from 'i18next';
import { say } from './say';

interface LateProps {
  /** Until it is there. */
  fallback?: ReactNode;
  /** In its place where it could not be loaded; without one it is only told. */
  failure?: ReactNode;
  /** Where somebody is: elsewhere it is tried anew. */
  place?: string;
  children: ReactNode;
}

interface LateState {
  failed: boolean;
  place: string | undefined;
}

/** Around what comes in a chunk of its own. One that cannot be loaded, for want of a connection say, leaves the rest standing. */
export class Late extends Component<LateProps, LateState> {
  override state: LateState = { failed: false, place: undefined };

  static getDerivedStateFromError(): Pick<LateState, 'failed'> {
    return { failed: true };
  }

  static getDerivedStateFromProps({ place }: LateProps, before: LateState): LateState | null {
    return place === before.place ? null : { failed: false, place };
  }

  override componentDidCatch(): void {
    if (this.props.failure === undefined) say(i18next.t('pageFailure.title'));
  }

  override render(): ReactNode {
    const { failure, fallback, children } = this.props;
    return this.state.failed ? failure : <Suspense fallback={fallback}>{children}</Suspense>;
  }
}
