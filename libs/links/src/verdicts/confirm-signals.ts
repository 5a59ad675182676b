/** Signals of a pressed button: a POST of a confirm page. */
import type { Examined, Signal } from './delivery';
import { HEADER, has } from './header-facts';
import { isMachineScope } from './own-signals';
import { isSameClient, isSameNetwork, isSameProgram, secondsBetween } from './relations';
import { lacksGesture } from './header-signals';
import { WEIGHTS } from './weights';

/** A person needs to see the page, find the button and press it: hardly within this time, s. */
const FASTEST_PERSON_S = 1;
/** Within this time, s, few people have read the page. */
const READING_S = 2;
/** After this time, s, the press does not belong to that opening of the page any more. */
const PAGE_OPEN_S = 6 * 3_600;

/** The signals of a pressed button. @param near the neighbours of the request */
export function confirmSignals(one: Examined, near: readonly Examined[]): Signal[] {
  const { evidence, agent, kind } = one.request;
  if (kind !== 'confirm' || !evidence) return [];
  const signals: Signal[] = [];
  // A browser notes a press of a button in Sec-Fetch-User. It is absent if a script sends the form.
  if (agent && lacksGesture(evidence.h, agent)) {
    signals.push({ code: 'confirm.scripted', weight: WEIGHTS['confirm.scripted'] });
  }
  const many = manySignal(one, near);
  if (many) signals.push(many);
  const opened = pageOpening(one, near);
  if (!opened) {
    signals.push({ code: 'confirm.blind', weight: WEIGHTS['confirm.blind'] });
    return signals;
  }
  const seconds = secondsBetween(opened, one);
  if (seconds < FASTEST_PERSON_S) {
    const params = { tenths: Math.round(seconds * 10) };
    signals.push({ code: 'confirm.fast', weight: WEIGHTS['confirm.fast'], params });
  } else if (seconds < READING_S) {
    signals.push({ code: 'confirm.quick', weight: WEIGHTS['confirm.quick'] });
  } else if (signals.length === 0 && mayBePerson(one)) {
    const params = { seconds: Math.round(seconds) };
    signals.push({ code: 'confirm.person', weight: personWeight(one), params });
  }
  return signals;
}

/** Presses of several buttons of one mail within this time belong together, s. */
const SEVERAL_BUTTONS_S = 600;

/** The signal that one address pressed buttons for several recipients, or one client several buttons of this mail. */
function manySignal(one: Examined, near: readonly Examined[]): Signal | undefined {
  const recipients = one.request.evidence?.p ?? 0;
  const isEarly = one.sinceDelivery === null || one.sinceDelivery < 120;
  // Colleagues in one office may press the same button, each some time after delivery.
  const byAddress = isEarly ? [0, 0, 1.5, 2.5, 3.5, 3.5] : [0, 0, 0, 0.4, 1, 1];
  const pressed = new Set(
    near
      .filter(
        (other) =>
          other.request.kind === 'confirm' &&
          Math.abs(secondsBetween(one, other)) <= SEVERAL_BUTTONS_S &&
          (other === one || isSameClient(one, other)),
      )
      .map(({ request }) => request.link),
  );
  const asking = near.filter(({ request }) => request.asksToConfirm).map(({ request }) => request.link);
  const isAll = pressed.size >= new Set(asking).size;
  const byMail = pressed.size < 2 ? 0 : pressed.size === 2 ? 0.8 + (isAll ? 0.7 : 0) : 3;
  const weight = Math.max(byAddress[recipients] ?? 0, byMail);
  return weight > 0 ? { code: 'confirm.many', weight } : undefined;
}

/** The latest request with which the same browser opened the page of the button. A phone may have changed its network in between. */
function pageOpening(one: Examined, near: readonly Examined[]): Examined | undefined {
  return near.findLast(
    (other) =>
      other.index < one.index &&
      other.request.kind === 'get' &&
      other.request.link === one.request.link &&
      secondsBetween(other, one) <= PAGE_OPEN_S &&
      (isSameProgram(other, one) || (isSameNetwork(other, one) === true && isSameBrowser(other, one))),
  );
}

/** Whether the user agents are the same; a form may be sent with other headers than a page is opened with. */
function isSameBrowser(a: Examined, b: Examined): boolean {
  const [one, other] = [a.request.agent, b.request.agent];
  return one?.family === other?.family && one?.version === other?.version && one?.os === other?.os;
}

/**
 * Whether the press of a button can speak for a person. Sandboxes press buttons, too, and some of them wait like a person, so a press from a
 * network of machines proves nothing.
 */
const mayBePerson = (one: Examined): boolean => !one.isMachine && !isMachineScope(one.scope);

/** A gesture that the browser vouches for weighs more. In the first minute, a patient sandbox is as likely as a fast person. */
function personWeight({ request, sinceDelivery }: Examined): number {
  const vouched = request.evidence && has(request.evidence.h, HEADER.fetchUser);
  const isEarly = sinceDelivery !== null && sinceDelivery < 60;
  return (vouched ? -2.5 : -2) + (isEarly ? 1 : 0);
}
