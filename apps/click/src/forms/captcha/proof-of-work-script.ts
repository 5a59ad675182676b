import { pick, type Language, type Text } from '@linkflow/contracts';
import { escapeHtml } from '../../http/pages';

/** Name of the input with the solution, as ALTCHA calls it. */
export const SOLUTION = 'altcha';

const STATES = {
  working: {
    en: 'Checking that this is not a program …',
    nb: 'Sjekker at dette ikke er et program …',
  },
  waiting: {
    en: 'Your answers are sent as soon as the check is done.',
    nb: 'Svarene dine sendes så snart sjekken er ferdig.',
  },
  done: { en: 'Checked: you are not a program', nb: 'Sjekket: Du er ikke et program' },
  impossible: {
    en: 'This browser cannot do the check. Use a newer one, and an address that begins with https.',
    nb: 'Denne nettleseren kan ikke gjøre sjekken. Bruk en nyere, og en adresse som begynner med https.',
  },
} satisfies Record<string, Text>;

/** Keys that are derived at the same time. */
const PARALLEL = 4;

/**
 * Solves an ALTCHA challenge (version 2, PBKDF2) while the form is being filled in: it derives keys from the nonce and a counter until one
 * begins with the prefix. The browser does that outside of its main thread. A form that is sent before waits for the solution.
 */
export const PROOF_OF_WORK_SCRIPT = `(function () {
  var box = document.querySelector('[data-challenge]');
  var input = box.querySelector('input');
  var state = box.querySelector('p');
  var said = box.querySelector('[role=status]');
  var form = box.closest('form');
  var challenge = JSON.parse(box.dataset.challenge);
  var parameters = challenge.parameters;
  var pressed;
  var isImpossible = false;
  state.textContent = box.dataset.working;
  function bytes(hex) {
    return Uint8Array.from(hex.match(/../g), function (pair) { return parseInt(pair, 16); });
  }
  function hex(bytes) {
    return Array.from(bytes, function (byte) { return byte.toString(16).padStart(2, '0'); }).join('');
  }
  var nonce = bytes(parameters.nonce);
  var salt = bytes(parameters.salt);
  async function derive(counter) {
    var password = new Uint8Array(nonce.length + 4);
    password.set(nonce);
    new DataView(password.buffer).setUint32(nonce.length, counter);
    var key = await crypto.subtle.importKey('raw', password, 'PBKDF2', false, ['deriveBits']);
    var how = { name: 'PBKDF2', salt: salt, iterations: parameters.cost, hash: 'SHA-256' };
    var bits = await crypto.subtle.deriveBits(how, key, parameters.keyLength * 8);
    return { counter: counter, derivedKey: hex(new Uint8Array(bits)) };
  }
  async function solve() {
    for (var from = 0; ; from += ${PARALLEL}) {
      var keys = [];
      for (var at = 0; at < ${PARALLEL}; at++) keys.push(derive(from + at));
      var found = (await Promise.all(keys)).find(function (one) { return one.derivedKey.startsWith(parameters.keyPrefix); });
      if (found) return found;
    }
  }
  form.addEventListener('submit', function (event) {
    if (input.value || isImpossible) return;
    event.preventDefault();
    pressed = event.submitter || undefined;
    said.textContent = box.dataset.waiting;
  });
  (window.crypto && crypto.subtle ? solve() : Promise.reject()).then(
    function (solution) {
      input.value = btoa(JSON.stringify({ challenge: challenge, solution: solution }));
      state.textContent = box.dataset.done;
      said.textContent = '';
      if (pressed) form.requestSubmit(pressed);
    },
    function () {
      isImpossible = true;
      state.textContent = box.dataset.impossible;
      if (pressed) form.requestSubmit(pressed);
    }
  );
})()`;

/** The challenge with its script, and what it says of itself while it works. */
export function proofOfWorkHtml(challenge: object, language: Language): string {
  const t = (text: Text): string => escapeHtml(pick(text, language));
  return (
    `<div data-challenge="${escapeHtml(JSON.stringify(challenge))}" data-working="${t(STATES.working)}" data-waiting="${t(STATES.waiting)}" data-done="${t(STATES.done)}" data-impossible="${t(STATES.impossible)}">` +
    `<input type="hidden" name="${SOLUTION}"><p class="quiet"></p><p role="status"></p></div>` +
    `<script>${PROOF_OF_WORK_SCRIPT}</script>`
  );
}
