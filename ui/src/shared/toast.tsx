import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { currentLanguage, textsOf } from '../i18n';
import { common } from '../i18n/common.texts';
import { errorSentence } from './errors';

/** Shows a message for 4 s, or for 10 s and with an undo button if `undo` is given. Screen readers announce it. */
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

let refusal: string | null = null;

/** Shows for 5 s why something cannot be done. Replaces the previous such message. Screen readers announce it. */
export function toastRefusal(message: string): void {
  if (refusal !== null) notifications.hide(refusal);
  refusal = notifications.show({
    message,
    color: 'yellow',
    role: 'status',
    autoClose: 5_000,
    withBorder: true,
  });
}

/** Shows the reason of a failed request as a toast. Use it where no form shows the reason. */
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
 * Waits for a request, then calls `then` with its result, or shows its failure as a toast. Use it with `mutateAsync`, because the
 * callbacks of `mutate` are not called if the component (a menu item, a row) is unmounted before the response arrives.
 */
export function attempt<T>(request: Promise<T>, then?: (result: T) => void): void {
  request.then((result) => then?.(result)).catch(toastError);
}
