import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { i18n, textsOf } from '../i18n';
import { common } from '../i18n/common.texts';
import { errorSentence } from './errors';

/** A short word at the edge of the page; read aloud, gone by itself. `undo` keeps it up longer. */
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

/** For something that was asked for and failed, where no form on the page shows the reason. */
export function toastError(error: unknown): void {
  notifications.show({
    message: errorSentence(i18n.language === 'nb' ? 'nb' : 'en', error),
    color: 'red',
    role: 'alert',
    autoClose: 8_000,
    withBorder: true,
  });
}
