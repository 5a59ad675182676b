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

interface Part<Props extends object> {
  Loaded: ComponentType<Props>;
  /** Replaces `Loaded`, because React keeps a failure to load it for ever. */
  renew: () => void;
  load: () => Promise<void>;
}

/** A component that is loaded when it is rendered for the first time, or by `load`. After that, it is rendered without waiting. */
function createPart<Props extends object>(load: Load<Props>): Part<Props> {
  const create = () =>
    lazy(async () => {
      try {
        return { default: await load() };
      } catch (cause) {
        throw new PartError(cause);
      }
    });
  const part: Part<Props> = {
    Loaded: create(),
    renew: () => void (part.Loaded = create()),
    load: async () => void (part.Loaded = await load()),
  };
  return part;
}

/** A component that `load` loads before it is rendered. */
export type LazyComponent<Props> = ((props: Props) => ReactNode) & { load: () => Promise<void> };

/**
 * Returns a component whose code is loaded when it is rendered for the first time. The caller puts it into a `Suspense`. If its code cannot
 * be loaded, because there is no connection, a small failure with a retry button is shown in its place, and the rest of the page stays.
 */
export function lazyComponent<Props extends object>(load: Load<Props>): LazyComponent<Props> {
  const part = createPart(load);
  function Component(props: Props) {
    // Stays the same, because another component would be mounted anew.
    const [Loaded, setLoaded] = useState(() => part.Loaded);
    const renew = () => {
      part.renew();
      setLoaded(() => part.Loaded);
    };
    return (
      <PartBoundary onRetry={renew} failure={(retry) => <PartFailure onRetry={retry} />}>
        {() => <Loaded {...props} />}
      </PartBoundary>
    );
  }
  return Object.assign(Component, { load: part.load });
}

/**
 * Returns a part of a page, such as the content of a tab, whose code is loaded when it is shown for the first time.
 * @param load imports the part
 * @param waiting shown meanwhile
 */
export function lazyPart<Props extends object>(
  load: Load<Props>,
  waiting: ReactNode = <Skeleton height={160} width="auto" m="md" radius="md" />,
): LazyComponent<Props> {
  const Loaded = lazyComponent(load);
  function LazyPart(props: Props) {
    return (
      <Suspense fallback={waiting}>
        <Loaded {...props} />
      </Suspense>
    );
  }
  return Object.assign(LazyPart, { load: Loaded.load });
}

/**
 * Returns a dialog whose code is loaded when it opens for the first time. The code of dialogs with many fields is larger than that of the
 * page from which they open. If it cannot be loaded, a message says so, and the dialog is loaded again when it is opened again.
 * @param load imports the dialog
 */
export function lazyDialog<Props extends { opened: boolean; onClose: () => void }>(
  load: Load<Props>,
): LazyComponent<Props> {
  const part = createPart(load);
  function LazyDialog(props: Props) {
    // Set when it opens for the first time. It stays mounted, so that its closing is animated.
    const [Loaded, setLoaded] = useState<ComponentType<Props> | null>(null);
    if (props.opened && Loaded === null) setLoaded(() => part.Loaded);
    const giveUp = () => {
      part.renew();
      setLoaded(null);
      props.onClose();
    };
    return (
      Loaded && (
        <PartBoundary onRetry={part.renew} failure={() => <DialogFailure onShown={giveUp} />}>
          {() => (
            <Suspense fallback={null}>
              <OpenedAfterMount Loaded={Loaded} props={props} />
            </Suspense>
          )}
        </PartBoundary>
      )
    );
  }
  return Object.assign(LazyDialog, { load: part.load });
}

interface OpenedAfterMountProps<Props> {
  Loaded: ComponentType<Props>;
  props: Props;
}

/** Mounts a dialog closed and then opens it. Mantine gives the focus back only from dialogs that it has seen opening. */
function OpenedAfterMount<Props extends { opened: boolean }>({
  Loaded,
  props,
}: OpenedAfterMountProps<Props>) {
  const [mounted, setMounted] = useState(false);
  useEffect(() => setMounted(true), []);
  return <Loaded {...props} opened={props.opened && mounted} />;
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
const IDLE_WITHIN_MS = 5_000;

/**
 * Calls `load` soon after the page was shown, when the browser has nothing else to do.
 * @returns a function that cancels this
 */
export function whenPageRests(load: () => void): () => void {
  // Safari has no idle callbacks.
  const hasIdle = 'requestIdleCallback' in window;
  let idle = 0;
  const timer = setTimeout(() => {
    if (hasIdle) idle = requestIdleCallback(load, { timeout: IDLE_WITHIN_MS });
    else load();
  }, PREFETCH_AFTER_MS);
  return () => {
    clearTimeout(timer);
    if (hasIdle) cancelIdleCallback(idle);
  };
}

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
    const cancel = whenPageRests(() => void prefetch());
    return () => {
      listening.abort();
      cancel();
    };
  }, [parts]);
  return begun;
}
