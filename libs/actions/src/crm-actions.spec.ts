import { describe, expect, it } from 'vitest';
import { RecordingCrm, targetOf } from '@linkflow/crm-port/testing';
import { aContext } from './testing/fakes';
import { createFollowUp } from './create-follow-up.action';
import { createRequest } from './create-request.action';
import { setField } from './set-field.action';

const ID = '66b000000000000000000001';

describe('the action create-follow-up', () => {
  const spec = async (params: Record<string, unknown>, click: Parameters<typeof aContext>[0] = {}) => {
    const crm = new RecordingCrm();
    await createFollowUp.run(aContext({ ...click, ports: { crm } }), {
      taskTypeId: ID,
      createdById: ID,
      ...params,
    });
    return crm.inputs('create-follow-up')[0];
  };

  it('adds who clicked which link in which mailing, and when, below its text', async () => {
    expect((await spec({ text: 'Ring {{contact.firstName}}' }))?.text).toBe(
      'Ring Kari\n\n' +
        'Kari Nordmann (kari@example.no) klikket på «Ja, hold meg informert» i utsendelsen «Nyhetsbrev mars» 12. mars 2027 kl. 14:29.',
    );
  });

  it("writes the origin in the organisation's language", async () => {
    const organisation = { language: 'en', timeZone: 'Europe/London' } as const;
    expect(
      (await spec({}, { organisation, facts: { 'contact.name': null, 'contact.email': null } }))?.text,
    ).toBe(
      'The recipient clicked “Ja, hold meg informert” in the mailing “Nyhetsbrev mars” on 12 March 2027 at 13:29.',
    );
  });

  it('takes 15 minutes for a to-do and an hour for a meeting by default', async () => {
    expect((await spec({}))?.durationMinutes).toBe(15);
    expect((await spec({ kind: 'meeting' }))?.durationMinutes).toBe(60);
    expect((await spec({ kind: 'meeting', durationMinutes: 45 }))?.durationMinutes).toBe(45);
  });

  it('passes every parameter on', async () => {
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

describe('the action create-request', () => {
  const spec = async (params: Record<string, unknown>) => {
    const crm = new RecordingCrm();
    await createRequest.run(aContext({ ports: { crm } }), { categoryId: ID, priorityId: ID, ...params });
    return crm.inputs('create-request')[0];
  };

  it('merges its title, and uses the name of the link if the title is empty', async () => {
    expect((await spec({ title: 'Info til {{contact.name}}' }))?.title).toBe('Info til Kari Nordmann');
    expect((await spec({ title: '{{contact.nothing}}' }))?.title).toBe('Ja, hold meg informert');
  });

  it('assigns the request automatically by default', async () => {
    expect((await spec({ title: 'Info' }))?.owner).toEqual({ kind: 'auto' });
    expect((await spec({ title: 'Info', owner: { kind: 'user', userId: ID } }))?.owner).toEqual({
      kind: 'user',
      userId: ID,
    });
  });
});

describe('the action set-field', () => {
  it('clears the field and ignores the value', async () => {
    const before = { contactId: '66b0000000000000000000c1', fieldId: ID, value: 'before' };
    const crm = new RecordingCrm(new Map([[targetOf('set-field', before) ?? '', before]]));
    const ctx = aContext({ ports: { crm } });
    const { output } = await setField.run(ctx, { fieldId: ID, value: 'after', clear: true });
    expect(output).toEqual({ applied: true, previous: 'before' });
    expect(crm.inputs('set-field').map((input) => input.value)).toEqual([null]);
  });

  it.each([{}, { value: null }, { value: ' ' }])('refuses %j as a value', async (given) => {
    await expect(setField.run(aContext(), { fieldId: ID, ...given })).rejects.toMatchObject({
      code: 'params.invalid',
    });
  });

  it.each([0, false])('accepts %j as a value', async (value) => {
    const crm = new RecordingCrm();
    await setField.run(aContext({ ports: { crm } }), { fieldId: ID, value });
    expect(crm.inputs('set-field').map((input) => input.value)).toEqual([value]);
  });
});
