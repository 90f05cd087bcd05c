import { Component, type ReactNode, Suspense } from 'react';
import { forgetFailures } from './lazy';
import { LoadFailure } from './load-failure';
import { sayError } from './say';
import { useConnectedAgain } from './use-connected';

interface LateProps {
  /** Until it is there. */
  fallback?: ReactNode;
  /** In its place where it could not be loaded; without one that is told there, and it is asked for again. */
  failure?: ReactNode;
  /** Takes away what could not be loaded, which is told unless there is a `failure`: whoever asks again gets it anew. */
  onFailure?: () => void;
  /** Where somebody is: elsewhere it is tried anew. */
  place?: string;
  children: ReactNode;
}

interface LateState {
  failed: { error: unknown } | null;
  place: string | undefined;
}

/** Around what comes in a chunk of its own. One that cannot be loaded, for want of a connection say, leaves the rest standing. */
export class Late extends Component<LateProps, LateState> {
  override state: LateState = { failed: null, place: undefined };

  static getDerivedStateFromError(error: unknown): Pick<LateState, 'failed'> {
    return { failed: { error } };
  }

  static getDerivedStateFromProps({ place }: LateProps, before: LateState): LateState | null {
    return place === before.place ? null : { failed: null, place };
  }

  override componentDidCatch(error: unknown): void {
    forgetFailures();
    const { failure, onFailure } = this.props;
    if (!onFailure) return;
    if (failure === undefined) sayError(error);
    onFailure();
  }

  readonly #retry = (): void => this.setState({ failed: null });

  override render(): ReactNode {
    const { failure, onFailure, fallback, children } = this.props;
    const { failed } = this.state;
    if (!failed) return <Suspense fallback={fallback}>{children}</Suspense>;
    if (failure !== undefined || onFailure) return failure;
    return <Failure error={failed.error} retry={this.#retry} />;
  }
}

/** By itself too, once there is a connection again. */
function Failure({ error, retry }: { error: unknown; retry: () => void }) {
  useConnectedAgain(retry);
  return <LoadFailure error={error} retry={retry} />;
}
