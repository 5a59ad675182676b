import { type FocusEvent, useState } from 'react';

/** Handlers for an element around a field. Focus events of lists and calendars that the field opens arrive there too. */
interface LeaveHandlers {
  onFocus: () => void;
  onBlur: (event: FocusEvent<HTMLElement>) => void;
}

interface Options {
  /** True to hold the error back until the user has been in the field, as in a form that has just been opened. */
  onlyAfterVisit?: boolean;
}

/**
 * Holds a field's error back while people write in it, and returns it when they leave the field. An error that was shown when they
 * entered the field stays until it is mended.
 */
export function useErrorOnLeave<E>(
  error: E | undefined,
  { onlyAfterVisit = false }: Options = {},
): { error: E | undefined; handlers: LeaveHandlers } {
  const [wasVisited, setVisited] = useState(false);
  const [isInside, setInside] = useState(false);
  const [wasShown, setWasShown] = useState(false);
  if (wasShown && error === undefined) setWasShown(false);
  return {
    error: (isInside && !wasShown) || (onlyAfterVisit && !wasVisited) ? undefined : error,
    handlers: {
      onFocus() {
        if (isInside) return;
        setInside(true);
        setWasShown(error !== undefined && (!onlyAfterVisit || wasVisited));
        setVisited(true);
      },
      onBlur({ currentTarget, relatedTarget }) {
        if (!currentTarget.contains(relatedTarget)) setInside(false);
      },
    },
  };
}
