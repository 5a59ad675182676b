import { toastError } from './toast';

/**
 * Waits for something that was asked for: says why when it fails, goes on when it is done. With `mutateAsync`, not with
 * the callbacks of `mutate`, which are dropped when the menu or row that asked is gone by then.
 */
export function attempt<T>(asked: Promise<T>, then?: (result: T) => void): void {
  asked.then((result) => then?.(result)).catch(toastError);
}
