import type { LiveEvent } from '@linkflow/contracts';
import { useEffect, useEffectEvent } from 'react';

/** `runs`, `run:<id>`, `link:<id>`, `contact:<id>`, `ops`. */
export type Topic = string;
interface Listener {
  topics: readonly Topic[];
  onEvent: (event: LiveEvent) => void;
  onGap: () => void;
}

/** True when somebody who asked for `topic` wants to hear of `event`. */
export function topicTakes(topic: Topic, event: LiveEvent): boolean {
  const [kind, id] = topic.split(':');
  switch (kind) {
    case 'runs':
    case 'run':
      return (
        (event.type === 'run' && (id === undefined || event.runId === id)) ||
        (event.type === 'step' && event.runId === id)
      );
    case 'link':
    case 'links':
      if (id === undefined) return event.type === 'link';
      return 'linkId' in event && event.linkId === id;
    case 'ops':
      return event.type === 'ops';
    case 'contact':
      return (event.type === 'contact' || event.type === 'run') && event.contactId === id;
    default:
      return false;
  }
}

/** A browser opens six connections to a host; so all listeners of a page share one stream, and a hidden page has none. */
const HIDDEN_FOR_MS = 20_000;
const listeners = new Set<Listener>();
let source: EventSource | null = null;
let openTopics = '';
let hadGap = false;
let hideTimer: ReturnType<typeof setTimeout> | undefined;
let refreshQueued = false;

function close(): void {
  source?.close();
  source = null;
  openTopics = '';
}

function refresh(): void {
  refreshQueued = false;
  const topics = [...new Set([...listeners].flatMap((listener) => listener.topics))].sort().join(',');
  if (topics === openTopics) return;
  close();
  if (topics === '') return;
  openTopics = topics;
  const opened = new EventSource(`/api/events?topics=${encodeURIComponent(topics)}`);
  source = opened;
  opened.onmessage = (message: MessageEvent<string>) => deliver(message.data);
  opened.onopen = () => {
    if (hadGap) for (const listener of [...listeners]) listener.onGap();
    hadGap = false;
  };
  opened.onerror = () => {
    hadGap = true;
  };
}

function deliver(data: string): void {
  let event: LiveEvent;
  try {
    // Written by the API from the same contracts; see client.ts.
    event = JSON.parse(data) as LiveEvent;
  } catch {
    return;
  }
  for (const listener of [...listeners]) {
    if (listener.topics.some((topic) => topicTakes(topic, event))) listener.onEvent(event);
  }
}

/** Several components mount in one render; the stream is opened once for all of them. */
function queueRefresh(): void {
  if (refreshQueued) return;
  refreshQueued = true;
  queueMicrotask(refresh);
}

if (typeof document !== 'undefined') {
  document.addEventListener('visibilitychange', () => {
    clearTimeout(hideTimer);
    if (document.visibilityState === 'hidden') {
      hideTimer = setTimeout(() => {
        if (source) hadGap = true;
        close();
      }, HIDDEN_FOR_MS);
    } else queueRefresh();
  });
}

/**
 * Hears of what happens while the component is on the page. `onGap` is called when events may have been missed
 * (the connection broke, or the page was hidden): read again what the events keep up to date.
 */
export function useLiveEvents(
  topics: readonly Topic[],
  onEvent: (event: LiveEvent) => void,
  onGap?: () => void,
): void {
  const handleEvent = useEffectEvent(onEvent);
  const handleGap = useEffectEvent(() => onGap?.());
  const key = topics.join(',');
  useEffect(() => {
    if (key === '') return;
    const listener: Listener = {
      topics: key.split(','),
      onEvent: (event) => handleEvent(event),
      onGap: () => handleGap(),
    };
    listeners.add(listener);
    queueRefresh();
    return () => {
      listeners.delete(listener);
      queueRefresh();
    };
  }, [key]);
}
