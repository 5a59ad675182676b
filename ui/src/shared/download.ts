import { attempt } from './toast';

/** Downloads the answer to a request as a JSON file. It is requested by script, so that a failure is shown as a toast. */
export function downloadJson(name: string, request: Promise<unknown>): void {
  attempt(request, (content) => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(
      new Blob([JSON.stringify(content, undefined, 2)], { type: 'application/json' }),
    );
    link.download = `${name}.json`;
    link.click();
    URL.revokeObjectURL(link.href);
  });
}
