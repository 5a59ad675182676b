import type { DrawerProps, ModalProps } from '@mantine/core';
import { loadFormDialog } from './form-dialog';
import { lazyDialog } from './lazy-parts';

/** Mantine's modal dialog. Its code is not part of the first load of a page. */
export const Dialog = lazyDialog<ModalProps>(async () => (await import('./dialog-parts')).Modal);

/** Mantine's drawer, a dialog at the side of the window. Its code is not part of the first load of a page. */
export const SideDialog = lazyDialog<DrawerProps>(async () => (await import('./dialog-parts')).Drawer);

/** What loads the code of dialogs, for `usePrefetched`. */
export const DIALOG_PARTS = [Dialog.load, SideDialog.load, loadFormDialog] as const;
