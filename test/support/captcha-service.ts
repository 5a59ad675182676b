import { randomUUID } from 'node:crypto';
import { startWebhookReceiver } from './webhook-receiver';

const SECRET = 'captcha-secret';

/** A service of challenges on this machine that speaks the protocol `siteverify`. */
export interface CaptchaService {
  url: string;
  /** Settings of apps/click with which it uses this service as if it were Turnstile. */
  env: Record<string, string>;
  /** The answer of a person who has passed the challenge. Good once. */
  pass(): string;
  /** How the service answers from now on: `broken` is an error of the server, `refusing` one about the secret. */
  become(state: 'up' | 'broken' | 'refusing'): void;
  /** Number of answers that were checked. */
  checks(): number;
  stop(): Promise<void>;
}

/** What the script of the service does in a page: a button instead of a challenge, whose answer is fetched from the service. */
const SCRIPT = `for (const box of document.querySelectorAll('.cf-turnstile')) {
  const button = Object.assign(document.createElement('button'), { type: 'button', textContent: 'I am a person' });
  const input = Object.assign(document.createElement('input'), { type: 'hidden', name: 'cf-turnstile-response' });
  button.addEventListener('click', async () => {
    input.value = await (await fetch(new URL('/pass', document.querySelector('script[src$="/api.js"]').src))).text();
    button.textContent = 'Passed';
  });
  box.append(button, input);
}`;

export async function startCaptchaService(): Promise<CaptchaService> {
  const receiver = await startWebhookReceiver();
  const good = new Set<string>();
  let state: 'up' | 'broken' | 'refusing' = 'up';
  let checks = 0;
  const pass = (): string => {
    const answer = randomUUID();
    good.add(answer);
    return answer;
  };
  const judge = (sent: URLSearchParams): { success: boolean; 'error-codes'?: string[] } => {
    const refused = (...codes: string[]) => ({ success: false, 'error-codes': codes });
    if (state === 'refusing' || sent.get('secret') !== SECRET) return refused('invalid-input-secret');
    const answer = sent.get('response') ?? '';
    if (answer === '') return refused('missing-input-response');
    return good.delete(answer) ? { success: true } : refused('timeout-or-duplicate');
  };
  receiver.answer((response, { path, body }) => {
    if (path === '/api.js') return response.setHeader('content-type', 'text/javascript').end(SCRIPT);
    if (path === '/pass') return response.setHeader('access-control-allow-origin', '*').end(pass());
    checks++;
    if (state === 'broken') return response.writeHead(500).end();
    response.setHeader('content-type', 'application/json');
    return response.end(JSON.stringify(judge(new URLSearchParams(body))));
  });
  return {
    url: receiver.url,
    env: {
      FORM_CAPTCHA: 'turnstile',
      FORM_CAPTCHA_SITE_KEY: 'site-key',
      FORM_CAPTCHA_SECRET: SECRET,
      FORM_CAPTCHA_SCRIPT_URL: `${receiver.url}/api.js`,
      FORM_CAPTCHA_VERIFY_URL: `${receiver.url}/siteverify`,
      OUTBOUND_ALLOW: `127.0.0.1:${receiver.port}`,
    },
    pass,
    become: (next) => (state = next),
    checks: () => checks,
    stop: () => receiver.stop(),
  };
}
