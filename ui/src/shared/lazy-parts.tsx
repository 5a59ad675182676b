import { Skeleton } from '@mantine/core';
import { type ComponentType, lazy, type ReactNode, Suspense, useState } from 'react';

/**
 * Returns a dialog whose code is loaded when it opens for the first time. The code of dialogs with many fields is larger than that of the
 * page from which they open.
 * @param load imports the dialog
 */
export function lazyDialog<Props extends { opened: boolean }>(
  load: () => Promise<ComponentType<Props>>,
): (props: Props) => ReactNode {
  const Loaded = lazy(async () => ({ default: await load() }));
  return function LazyDialog(props: Props) {
    const [wasOpened, setWasOpened] = useState(props.opened);
    if (props.opened && !wasOpened) setWasOpened(true);
    // It stays mounted, so that its closing is animated.
    return (
      wasOpened && (
        <Suspense fallback={null}>
          <Loaded {...props} />
        </Suspense>
      )
    );
  };
}

/**
 * Returns a part of a page, such as the content of a tab, whose code is loaded when it is shown for the first time.
 * @param load imports the part
 */
export function lazyPart<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
): (props: Props) => ReactNode {
  const Loaded = lazy(async () => ({ default: await load() }));
  return function LazyPart(props: Props) {
    return (
      <Suspense fallback={<Skeleton height={160} m="md" radius="md" />}>
        <Loaded {...props} />
      </Suspense>
    );
  };
}
