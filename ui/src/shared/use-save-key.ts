import { useHotkeys } from '@mantine/hooks';

/** Runs `save` when Ctrl+S or Cmd+S is pressed, also in text fields, and keeps the browser from saving the page as a file. */
export function useSaveKey(save: () => void): void {
  useHotkeys([['mod+S', save]], [], true);
}
