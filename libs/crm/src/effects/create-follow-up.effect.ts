import { Injectable } from '@nestjs/common';
import { Batcher, MissingTarget } from '@linkflow/platform';
import { ChangeLog } from '../changes/change-log';
import type { ContactDoc } from '../contacts/contact.schema';
import type { FollowUpDoc } from '../follow-ups/follow-up.schema';
import { MeetingDesk } from '../follow-ups/meeting-desk';
import { fitsWorkday } from '../follow-ups/meeting-slots';
import { addDays, localDay, momentAt } from '../shared/zone';
import { COLLECTIONS } from '../model-names';
import type { UserDoc } from '../users/user.schema';
import { CrmTargets } from './crm-targets';
import type { CreatedFollowUp, EffectContext, FollowUpSpec } from './effects.types';
import { noFreeTime, tooLong } from './missing';

@Injectable()
export class CreateFollowUpEffect {
  constructor(
    private readonly batcher: Batcher,
    private readonly targets: CrmTargets,
    private readonly log: ChangeLog,
    private readonly desk: MeetingDesk,
  ) {}

  async apply(e: EffectContext, spec: FollowUpSpec): Promise<CreatedFollowUp> {
    try {
      return await this.finish(e, spec.contactId, await this.make(e, spec));
    } catch (error) {
      // What was done stays done, although something that it points to went since.
      const done = error instanceof MissingTarget ? await this.find(e.key) : null;
      if (done) return this.finish(e, spec.contactId, done);
      throw error;
    }
  }

  private async make(e: EffectContext, spec: FollowUpSpec): Promise<FollowUpDoc> {
    const [contactTarget, typeTarget, projectTarget] = await Promise.all([
      this.targets.contact(spec.contactId, e.source),
      this.targets.taskType(spec.taskTypeId, spec.kind),
      spec.projectId === null ? null : this.targets.project(spec.projectId),
    ]);
    const contact = contactTarget.orThrow();
    const type = typeTarget.orThrow();
    projectTarget?.orThrow();
    const owner = await this.ownerOf(spec, contact);

    const base: Omit<FollowUpDoc, 'startsAt' | 'endsAt'> = {
      _id: e.key,
      kind: spec.kind,
      text: spec.text.trim() || type.name,
      taskTypeId: spec.taskTypeId,
      contactId: contact._id,
      companyId: contact.companyId,
      projectId: spec.projectId,
      ownerId: owner._id,
      ownerName: owner.name,
      createdById: spec.createdById,
      durationMinutes: spec.durationMinutes,
      status: 'not-started',
      createdAt: e.now,
      source: e.source,
    };
    return spec.kind === 'meeting' ? this.meeting(base, owner) : this.toDo(base, owner, e, spec);
  }

  /** Our contact if that is wished and there is an active one; else the default recipient; else who stands as creator. */
  private async ownerOf(spec: FollowUpSpec, contact: ContactDoc): Promise<UserDoc> {
    const [ourContact, recipient, creator] = await Promise.all([
      this.targets.activeUser(spec.assignToOurContact ? contact.ourContactId : null),
      this.targets.activeUser(spec.defaultRecipientId),
      this.targets.user(spec.createdById),
    ]);
    return ourContact ?? recipient ?? creator.orThrow();
  }

  /** Due on the day of the click, or some days later, as the owner's wall calendar has it; weekends count. */
  private async toDo(
    base: Omit<FollowUpDoc, 'startsAt' | 'endsAt'>,
    { timeZone, workday }: UserDoc,
    { clickedAt }: EffectContext,
    { dueInDays, durationMinutes }: FollowUpSpec,
  ): Promise<FollowUpDoc> {
    const day = addDays(localDay(clickedAt, timeZone), dueInDays);
    const startsAt = momentAt(day, workday.from, timeZone);
    const followUp = { ...base, startsAt, endsAt: new Date(startsAt.getTime() + durationMinutes * 60_000) };
    const outcome = await this.batcher.insertOnce(COLLECTIONS.followUp, followUp);
    return outcome === 'inserted' ? followUp : ((await this.find(base._id)) ?? followUp);
  }

  private async meeting(
    base: Omit<FollowUpDoc, 'startsAt' | 'endsAt'>,
    owner: UserDoc,
  ): Promise<FollowUpDoc> {
    // Looked for first, as it would take a time to find itself by being made again.
    const done = await this.find(base._id);
    if (done) return done;
    if (!fitsWorkday(owner, base.durationMinutes)) throw tooLong(owner.name, base.durationMinutes);
    const made = await this.desk.book(owner, base.createdAt, base.durationMinutes, async (slot) => {
      const meeting = { ...base, ...slot };
      const outcome = await this.batcher.insertOnce(COLLECTIONS.followUp, meeting);
      // Otherwise this very meeting was made meanwhile, or somebody else's stands in that time.
      return outcome === 'inserted' ? meeting : this.find(base._id);
    });
    if (!made) throw noFreeTime(owner.name);
    return made;
  }

  private async finish(e: EffectContext, contactId: string, followUp: FollowUpDoc): Promise<CreatedFollowUp> {
    const { _id: id, ownerId, ownerName, startsAt, endsAt } = followUp;
    await this.log.write({
      _id: e.key,
      contactId,
      kind: 'follow-up-created',
      target: { id, name: firstLine(followUp.text) },
      value: { ownerId, ownerName },
      at: e.now,
      applied: true,
      source: followUp.source,
    });
    return { id, ownerId, ownerName, startsAt, endsAt };
  }

  private find(key: string): Promise<FollowUpDoc | null> {
    return this.batcher.read<FollowUpDoc>(COLLECTIONS.followUp, key);
  }
}

const firstLine = (text: string): string => (text.split('\n')[0] ?? '').slice(0, 120);
