import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { currentLanguage, textsOf } from '../i18n';
import { common } from '../i18n/common.texts';
import { errorSentence } from './errors';

/** A short message that disappears by itself and is announced to screen readers. With `undo` it stays longer. */
export function toast(message: string, undo?: () => void): void {
  const id = notifications.show({
    message: undo ? (
      <Group justify="space-between" wrap="nowrap" gap="sm">
        <Text size="sm" lineClamp={2}>
          {message}
        </Text>
        <Button
          size="compact-sm"
          variant="light"
          flex="none"
          onClick={() => {
            notifications.hide(id);
            undo();
          }}
        >
          {textsOf(common)('undo')}
        </Button>
      </Group>
    ) : (
      <Text size="sm" lineClamp={3}>
        {message}
      </Text>
    ),
    color: 'indigo',
    role: 'status',
    autoClose: undo ? 10_000 : 4_000,
    withBorder: true,
  });
}

/** Reports a failed request where no form shows the reason. */
export function toastError(error: unknown): void {
  notifications.show({
    message: errorSentence(currentLanguage(), error),
    color: 'red',
    role: 'alert',
    autoClose: 8_000,
    withBorder: true,
  });
}

/**
 * Waits for a request; a failure is shown as a toast. Use it with `mutateAsync`: the callbacks of `mutate` are not called
 * when the component (a menu item, a row) is unmounted by then.
 */
export function attempt<T>(request: Promise<T>, then?: (result: T) => void): void {
  request.then((result) => then?.(result)).catch(toastError);
}
