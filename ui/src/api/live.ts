import { ROUTES, requestUrl, type LiveEvent } from '@linkflow/contracts';
import { useEffect, useEffectEvent } from 'react';
import { checkSession } from './session-channel';
import { sessionGate } from './session-gate';

/** What to receive events about: `runs`, `run:<id>`, `links`, `link:<id>`, `forms`, `form:<id>`, `presence:<id>`, `contact:<id>`, `mailing:<id>` or `ops`. */
export type Topic = string;
interface Listener {
  topics: readonly Topic[];
  onEvent: (event: LiveEvent) => void;
  onGap: () => void;
}

/** Returns true if subscribers of `topic` receive `event`. */
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
      return event.type !== 'presence' && linkOf(event) === id;
    case 'form':
    case 'forms':
      if (id === undefined) return event.type === 'form';
      return event.type === 'form' ? event.formId === id : workflowOf(event) === id;
    case 'presence':
      return event.type === 'presence' && event.linkId === id;
    case 'ops':
      return event.type === 'ops';
    case 'mailing':
      return (event.type === 'mailing' || event.type === 'click') && event.mailingId === id;
    case 'contact':
      return contactOf(event) === id;
    default:
      return false;
  }
}

/** Returns the id of the link or form whose workflow a run executes. */
const workflowOf = (event: LiveEvent): string | undefined =>
  event.type === 'run' || event.type === 'step' ? event.workflow.owner : undefined;

/** Returns the id of the link that an event concerns. For events of runs, this is the link that owns the workflow. */
function linkOf(event: LiveEvent): string | undefined {
  return workflowOf(event) ?? ('linkId' in event ? event.linkId : undefined);
}

function contactOf(event: LiveEvent): string | null | undefined {
  if (event.type === 'run') return event.subject.contactId;
  return event.type === 'contact' ? event.contactId : undefined;
}

/** A page that has been hidden for this time closes its event stream, because browsers allow only six HTTP/1.1 connections per host. */
const HIDDEN_FOR_MS = 20_000;
/** Delay before a stream that the browser has given up is opened again. Doubles with each failure up to the maximum. */
const FIRST_RETRY_MS = 2_000;
const MAX_RETRY_MS = 30_000;
const listeners = new Set<Listener>();
let source: EventSource | null = null;
let openTopics = '';
let hideTimer: ReturnType<typeof setTimeout> | undefined;
let isHidden = false;
let retryTimer: ReturnType<typeof setTimeout> | undefined;
let retryMs = FIRST_RETRY_MS;
let refreshQueued = false;

function close(): void {
  clearTimeout(retryTimer);
  source?.close();
  source = null;
  openTopics = '';
}

function refresh(): void {
  refreshQueued = false;
  const topics =
    isHidden || sessionGate.current().is === 'closed'
      ? ''
      : [...new Set([...listeners].flatMap((listener) => listener.topics))].sort().join(',');
  if (topics === openTopics) return;
  close();
  if (topics === '') return;
  openTopics = topics;
  const opened = new EventSource(requestUrl(ROUTES.ops.events, { query: { topics } }));
  source = opened;
  opened.onmessage = (message: MessageEvent<string>) => deliver(message.data);
  // Sent when the server receives all further events, at the start and after each interruption.
  opened.addEventListener('ready', () => {
    retryMs = FIRST_RETRY_MS;
    for (const listener of [...listeners]) listener.onGap();
  });
  opened.onerror = () => {
    // The browser reconnects by itself after a lost connection, but not after an answer such as 502.
    if (opened.readyState !== EventSource.CLOSED || source !== opened) return;
    retryLater();
    // The answer may have been that the session has ended, which an event source does not tell.
    if (sessionGate.current().is === 'open') void checkSession();
  };
}

function retryLater(): void {
  close();
  retryTimer = setTimeout(queueRefresh, retryMs);
  retryMs = Math.min(retryMs * 2, MAX_RETRY_MS);
}

function deliver(data: string): void {
  let event: LiveEvent;
  try {
    // The event is not validated, because API and UI are built from the same contracts and deployed together.
    event = JSON.parse(data) as LiveEvent;
  } catch {
    return;
  }
  for (const listener of [...listeners]) {
    if (listener.topics.some((topic) => topicTakes(topic, event))) listener.onEvent(event);
  }
}

// No stream without a session: closed when the session has ended, opened again when its user has signed in.
sessionGate.subscribe(() => {
  retryMs = FIRST_RETRY_MS;
  queueRefresh();
});

/** Calls `refresh` once in a microtask, so that several components that mount in the same render open only one connection. */
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
        isHidden = true;
        close();
      }, HIDDEN_FOR_MS);
    } else {
      isHidden = false;
      queueRefresh();
    }
  });
}

/**
 * Subscribes to live events while the component is mounted. All subscribers of a page share one stream. `onGap` is called when
 * events may have been missed: whenever the stream begins (also after the first load of the page's data), with other topics, after a
 * broken connection, or after the page was hidden. The subscriber should then load its data again.
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
