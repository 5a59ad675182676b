import { Button, Group, Text } from '@mantine/core';
import { Component, type ReactNode, useEffect, useEffectEvent } from 'react';
import { useTexts } from '../i18n';
import { common } from '../i18n/common.texts';

/** The code of a part of the page could not be loaded. */
export class PartError extends Error {
  constructor(cause: unknown) {
    super('The code of a part of the page could not be loaded', { cause });
    this.name = 'PartError';
  }
}

interface BoundaryProps {
  /** Returns the children. A function, so that a retry renders them anew. */
  children: () => ReactNode;
  /** Called before the children are rendered again. */
  onRetry: () => void;
  /** Returns what is shown instead of the children. */
  failure: (retry: () => void) => ReactNode;
}

/** Keeps the rest of the page if the code of its children could not be loaded. All other errors go on to the failure page. */
export class PartBoundary extends Component<BoundaryProps, { error: unknown }> {
  override state = { error: null };

  static getDerivedStateFromError(error: unknown): { error: unknown } {
    return { error };
  }

  private readonly retry = (): void => {
    this.props.onRetry();
    this.setState({ error: null });
  };

  override render(): ReactNode {
    const { error } = this.state;
    if (error === null) return this.props.children();
    if (!((error as unknown) instanceof PartError)) throw error;
    return this.props.failure(this.retry);
  }
}

/** Shown in place of a part whose code could not be loaded. It is loaded again on demand, and as soon as there is a connection again. */
export function PartFailure({ onRetry }: { onRetry: () => void }) {
  const t = useTexts(common);
  const retry = useEffectEvent(onRetry);
  useEffect(() => {
    const onOnline = () => retry();
    window.addEventListener('online', onOnline);
    return () => window.removeEventListener('online', onOnline);
  }, []);
  return (
    <Group role="alert" gap="xs" p="xs">
      <Text size="sm">{t('loadFailed')}</Text>
      <Button size="compact-sm" variant="default" onClick={onRetry}>
        {t('retry')}
      </Button>
    </Group>
  );
}
