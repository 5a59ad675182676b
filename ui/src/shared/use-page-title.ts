import { useEffect } from 'react';

/** The title of the browser's tab. */
export function usePageTitle(title: string | undefined): void {
  useEffect(() => {
    document.title = title ? `${title} · Linkflow` : 'Linkflow';
  }, [title]);
}
