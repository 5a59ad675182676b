import { Skeleton } from '@mantine/core';
import {
  type ComponentType,
  lazy,
  type ReactNode,
  Suspense,
  useEffect,
  useEffectEvent,
  useState,
} from 'react';
import { ApiError } from '../api/api-error';
import { PartBoundary, PartError, PartFailure } from './part-failure';
import { toastError } from './toast';

type Load<Props> = () => Promise<ComponentType<Props>>;

/** A component that is loaded when it is rendered for the first time. React keeps a failure for ever, so `renew` creates another one. */
function createPart<Props extends object>(load: Load<Props>) {
  const create = () =>
    lazy(async () => {
      try {
        return { default: await load() };
      } catch (cause) {
        throw new PartError(cause);
      }
    });
  const part = { Loaded: create(), renew: () => void (part.Loaded = create()) };
  return part;
}

/**
 * Returns a component whose code is loaded when it is rendered for the first time. The caller puts it into a `Suspense`. If its code cannot
 * be loaded, because there is no connection, a small failure with a retry button is shown in its place, and the rest of the page stays.
 */
export function lazyComponent<Props extends object>(load: Load<Props>): (props: Props) => ReactNode {
  const part = createPart(load);
  return function LazyComponent(props: Props) {
    return (
      <PartBoundary onRetry={part.renew} failure={(retry) => <PartFailure onRetry={retry} />}>
        {() => <part.Loaded {...props} />}
      </PartBoundary>
    );
  };
}

/**
 * Returns a part of a page, such as the content of a tab, whose code is loaded when it is shown for the first time.
 * @param load imports the part
 * @param waiting shown meanwhile
 */
export function lazyPart<Props extends object>(
  load: Load<Props>,
  waiting: ReactNode = <Skeleton height={160} m="md" radius="md" />,
): (props: Props) => ReactNode {
  const Loaded = lazyComponent(load);
  return function LazyPart(props: Props) {
    return (
      <Suspense fallback={waiting}>
        <Loaded {...props} />
      </Suspense>
    );
  };
}

/**
 * Returns a dialog whose code is loaded when it opens for the first time. The code of dialogs with many fields is larger than that of the
 * page from which they open. If it cannot be loaded, a message says so, and the dialog is loaded again when it is opened again.
 * @param load imports the dialog
 */
export function lazyDialog<Props extends { opened: boolean; onClose: () => void }>(
  load: Load<Props>,
): (props: Props) => ReactNode {
  const part = createPart(load);
  return function LazyDialog(props: Props) {
    const [wasOpened, setWasOpened] = useState(props.opened);
    if (props.opened && !wasOpened) setWasOpened(true);
    const giveUp = () => {
      part.renew();
      setWasOpened(false);
      props.onClose();
    };
    // It stays mounted, so that its closing is animated.
    return (
      wasOpened && (
        <PartBoundary onRetry={part.renew} failure={() => <DialogFailure onShown={giveUp} />}>
          {() => (
            <Suspense fallback={null}>
              <part.Loaded {...props} />
            </Suspense>
          )}
        </PartBoundary>
      )
    );
  };
}

function DialogFailure({ onShown }: { onShown: () => void }) {
  const shown = useEffectEvent(onShown);
  useEffect(() => {
    toastError(new ApiError('network', 0, 'The code of the dialog could not be loaded'));
    shown();
  }, []);
  return null;
}

/** Time after the page was shown, ms. Until then, its own requests have the connection for themselves. */
const PREFETCH_AFTER_MS = 700;
/** Longest wait for a moment without work, ms. */
const IDLE_WITHIN_MS = 1_000;

/**
 * Loads parts of a page soon after it was shown, when the browser has nothing else to do. Then they open without delay, and also without
 * a connection. If that fails, they are loaded when there is a connection again.
 * @param parts the functions that import the parts; always the same array
 * @returns whether this has begun
 */
export function usePrefetched(parts: readonly (() => Promise<unknown>)[]): boolean {
  const [begun, setBegun] = useState(false);
  useEffect(() => {
    const listening = new AbortController();
    const prefetch = async () => {
      setBegun(true);
      const results = await Promise.allSettled(parts.map((load) => load()));
      const complete = results.every(({ status }) => status === 'fulfilled');
      const options = { signal: listening.signal, once: true };
      if (!complete) window.addEventListener('online', () => void prefetch(), options);
    };
    const timer = setTimeout(() => {
      if (listening.signal.aborted) return;
      // Safari has no idle callbacks.
      if ('requestIdleCallback' in window)
        requestIdleCallback(() => void prefetch(), { timeout: IDLE_WITHIN_MS });
      else void prefetch();
    }, PREFETCH_AFTER_MS);
    return () => {
      listening.abort();
      clearTimeout(timer);
    };
  }, [parts]);
  return begun;
}
