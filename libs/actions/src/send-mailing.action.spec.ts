import { describe, expect, it } from 'vitest';
import { NotApplicable, Permanent } from './action-context';
import type { MailingStep, MailingStepResult } from './mailing-port';
import { sendMailing } from './send-mailing.action';
import { aContext } from './testing/fakes';

/** Runs the action where the mailings answer this. */
async function run(answer: MailingStepResult, click: { contactId?: string | null } = {}) {
  const steps: MailingStep[] = [];
  const sendTo = async (step: MailingStep) => {
    steps.push(step);
    return answer;
  };
  const context = aContext({ ...click, ports: { mailings: { sendTo } } });
  const result = await Promise.resolve(sendMailing.run(context, sendMailing.example)).catch(
    (error: unknown) => error,
  );
  return { result, steps };
}

describe('send-mailing', () => {
  it('names the step, the contact and the recipient whose link was clicked', async () => {
    const { result, steps } = await run({ state: 'queued' });
    expect(result).toEqual({ output: { queued: true } });
    expect(steps).toEqual([
      {
        key: '66b0000000000000000000f0:n1',
        mailingId: sendMailing.example['mailingId'],
        contactId: '66b0000000000000000000c1',
        recipientId: '66b0000000000000000000c2',
      },
    ]);
  });

  it('goes to a person without a contact card', async () => {
    const { steps } = await run({ state: 'queued' }, { contactId: null });
    expect(steps).toMatchObject([{ contactId: null, recipientId: '66b0000000000000000000c2' }]);
  });

  it.each([
    [{ state: 'already' }, 'mailing.sent-before'],
    [{ state: 'left-out', reason: 'unsubscribed.type' }, 'mailing.left-out.unsubscribed.type'],
    [{ state: 'left-out', reason: 'removed' }, 'mailing.left-out.removed'],
  ] as const)('is skipped with the reason if the person does not get it: %o', async (answer, code) => {
    const { result } = await run(answer);
    expect(result).toBeInstanceOf(NotApplicable);
    expect(result).toMatchObject({ reason: { code } });
  });

  it.each([
    ['unknown', 'mailing.missing'],
    ['not-open', 'mailing.not-open'],
  ] as const)('fails if the mailing cannot be sent: %s', async (state, code) => {
    const { result } = await run({ state });
    expect(result).toBeInstanceOf(Permanent);
    expect(result).toMatchObject({ code });
  });
});
