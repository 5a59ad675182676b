import { Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { textsOf } from '../i18n';
import { common } from '../i18n/common.texts';

interface Question {
  title: string;
  text: string;
  /** What the button does, with its object: "Delete 3 links". */
  confirm: string;
  onConfirm: () => void;
}

/** Asks before something that cannot be undone. */
export function confirmDanger({ title, text, confirm, onConfirm }: Question): void {
  modals.openConfirmModal({
    title,
    centered: true,
    children: <Text size="sm">{text}</Text>,
    labels: { confirm, cancel: textsOf(common)('cancel') },
    confirmProps: { color: 'red' },
    onConfirm,
  });
}
