/** What dialogs are made of. shared/dialog.tsx loads this file. */
export { Drawer, Modal } from '@mantine/core';
