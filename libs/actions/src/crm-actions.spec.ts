import { describe, expect, it } from 'vitest';
import { RecordingCrm, aContext } from './contract/fakes';
import { createFollowUp } from './create-follow-up.action';
import { createRequest } from './create-request.action';
import { setField } from './set-field.action';

const ID = '66b000000000000000000001';

describe('a follow-up', () => {
  const spec = async (params: Record<string, unknown>, click: Parameters<typeof aContext>[0] = {}) => {
    const crm = new RecordingCrm();
    await createFollowUp.run(aContext({ ...click, ports: { crm } }), {
      taskTypeId: ID,
      createdById: ID,
      ...params,
    });
    return crm.followUps[0];
  };

  it('says what to do, and below it who clicked what in which mailing and when', async () => {
    expect((await spec({ text: 'Ring {{contact.firstName}}' }))?.text).toBe(
      'Ring Kari\n\n' +
        'Kari Nordmann (kari@example.no) klikket på «Ja, hold meg informert» i utsendelsen «Nyhetsbrev mars» 12. mars 2027 kl. 14:29.',
    );
  });

  it('says it in the language of the house', async () => {
    const house = { language: 'en', timeZone: 'Europe/London' } as const;
    expect((await spec({}, { house, facts: { 'contact.name': null, 'contact.email': null } }))?.text).toBe(
      'The recipient clicked “Ja, hold meg informert” in the mailing “Nyhetsbrev mars” on 12 March 2027 at 13:29.',
    );
  });

  it('takes 15 minutes as a to-do and an hour as a meeting, unless it is told otherwise', async () => {
    expect((await spec({}))?.durationMinutes).toBe(15);
    expect((await spec({ kind: 'meeting' }))?.durationMinutes).toBe(60);
    expect((await spec({ kind: 'meeting', durationMinutes: 45 }))?.durationMinutes).toBe(45);
  });

  it('passes every field on', async () => {
    expect(
      await spec({
        kind: 'to-do',
        projectId: ID,
        assignToOurContact: true,
        defaultRecipientId: ID,
        dueInDays: 2,
      }),
    ).toMatchObject({
      contactId: '66b0000000000000000000c1',
      kind: 'to-do',
      taskTypeId: ID,
      projectId: ID,
      createdById: ID,
      assignToOurContact: true,
      defaultRecipientId: ID,
      dueInDays: 2,
    });
  });
});

describe('a request', () => {
  const spec = async (params: Record<string, unknown>) => {
    const crm = new RecordingCrm();
    await createRequest.run(aContext({ ports: { crm } }), { categoryId: ID, priorityId: ID, ...params });
    return crm.requests[0];
  };

  it('merges its title, and falls back on the link when nothing is left of it', async () => {
    expect((await spec({ title: 'Info til {{contact.name}}' }))?.title).toBe('Info til Kari Nordmann');
    expect((await spec({ title: '{{contact.nothing}}' }))?.title).toBe('Ja, hold meg informert');
  });

  it('is assigned automatically unless it is told otherwise', async () => {
    expect((await spec({ title: 'Info' }))?.owner).toEqual({ kind: 'auto' });
    expect((await spec({ title: 'Info', owner: { kind: 'user', userId: ID } }))?.owner).toEqual({
      kind: 'user',
      userId: ID,
    });
  });
});

describe('setting a field', () => {
  it('clears only what is to be cleared, whatever value stands beside', async () => {
    const crm = new RecordingCrm(new Map([[`66b0000000000000000000c1:field:${ID}`, 'before']]));
    const ctx = aContext({ ports: { crm } });
    const { output } = await setField.run(ctx, { fieldId: ID, value: 'after', clear: true });
    expect(output).toEqual({ applied: true, previous: 'before' });
    expect([...crm.state.values()]).toEqual([null]);
  });

  it.each([{}, { value: null }, { value: ' ' }])('does not take %j for a value', async (given) => {
    await expect(setField.run(aContext(), { fieldId: ID, ...given })).rejects.toMatchObject({
      code: 'params.invalid',
    });
  });

  it.each([0, false])('takes %j for a value', async (value) => {
    const crm = new RecordingCrm();
    await setField.run(aContext({ ports: { crm } }), { fieldId: ID, value });
    expect([...crm.state.values()]).toEqual([value]);
  });
});
