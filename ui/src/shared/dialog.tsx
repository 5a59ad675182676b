import type { DrawerProps, ModalProps } from '@mantine/core';
import { loadFormDialog } from './form-dialog';
import { lazyDialog } from './lazy-parts';

/** Mantine's modal dialog. Its code is not part of the first load of a page. */
export const Dialog = lazyDialog<ModalProps>(async () => (await import('./dialog-parts')).Modal);

/** Mantine's drawer, a dialog at the side of the window. Its code is not part of the first load of a page. */
export const SideDialog = lazyDialog<DrawerProps>(async () => (await import('./dialog-parts')).Drawer);

/** Loads the code of dialogs, so that they open without delay, and also without a connection. */
export async function loadDialogs(): Promise<void> {
  await Promise.all([Dialog.load(), SideDialog.load(), loadFormDialog()]);
}
