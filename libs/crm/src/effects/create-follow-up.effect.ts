import { Injectable } from '@nestjs/common';
import { addDays, localDay, momentAt, type LocalDay } from '@linkflow/contracts';
import {
  CrmError,
  type CreatedFollowUp,
  type CreateFollowUpInput,
  type EffectContext,
  type EffectSource,
} from '@linkflow/crm-port';
import { ChangeLog } from '../cards/change-log';
import type { ContactDoc } from '../cards/contacts.repository';
import type { UserDoc } from '../users.service';
import { FollowUpsService, type FollowUpDoc } from '../work/follow-ups.service';
import { MeetingScheduler, fitsWorkday } from '../work/meeting-scheduler';
import { CrmTargets } from './crm-targets';

type Unscheduled = Omit<FollowUpDoc, 'startsAt' | 'endsAt'>;

@Injectable()
export class CreateFollowUpEffect {
  readonly repeatability = 'keyed';

  constructor(
    private readonly followUps: FollowUpsService,
    private readonly targets: CrmTargets,
    private readonly log: ChangeLog,
    private readonly scheduler: MeetingScheduler,
  ) {}

  async perform(e: EffectContext<EffectSource>, spec: CreateFollowUpInput): Promise<CreatedFollowUp> {
    try {
      return await this.finish(e, spec.contactId, await this.create(e, spec));
    } catch (error) {
      // If an earlier attempt created the follow-up, the step succeeds even if one of its targets was deleted since.
      const done = error instanceof CrmError ? await this.followUps.read(e.key) : null;
      if (done) return this.finish(e, spec.contactId, done);
      throw error;
    }
  }

  private async create(e: EffectContext<EffectSource>, spec: CreateFollowUpInput): Promise<FollowUpDoc> {
    const [contactTarget, typeTarget, projectTarget] = await Promise.all([
      this.targets.contact(spec.contactId, e.source),
      this.targets.taskType(spec.taskTypeId, spec.kind),
      spec.projectId === null ? null : this.targets.project(spec.projectId),
    ]);
    const contact = contactTarget();
    const type = typeTarget();
    projectTarget?.();
    const owner = await this.ownerOf(spec, contact);

    const followUp: Unscheduled = {
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
    return spec.kind === 'meeting'
      ? this.bookMeeting(followUp, owner)
      : this.createToDo(followUp, owner, addDays(localDay(e.occurredAt, owner.timeZone), spec.dueInDays));
  }

  /**
   * The owner of the follow-up: the contact's account manager (`ourContactId`) if `assignToOurContact` is set and the user is active;
   * otherwise the default recipient if active; otherwise the creator.
   * @throws CrmError if the creator is needed and is not an active user
   */
  private async ownerOf(spec: CreateFollowUpInput, contact: ContactDoc): Promise<UserDoc> {
    const [ourContact, recipient, creator] = await Promise.all([
      this.targets.activeUser(spec.assignToOurContact ? contact.ourContactId : null),
      this.targets.activeUser(spec.defaultRecipientId),
      this.targets.user(spec.createdById),
    ]);
    return ourContact ?? recipient ?? creator();
  }

  /**
   * Creates a to-do that starts when the owner's working hours on its due day begin.
   * @param day due day in the owner's time zone; may be a Saturday or Sunday
   */
  private async createToDo(
    unscheduled: Unscheduled,
    { timeZone, workday }: UserDoc,
    day: LocalDay,
  ): Promise<FollowUpDoc> {
    const startsAt = momentAt(day, workday.from, timeZone);
    const endsAt = new Date(startsAt.getTime() + unscheduled.durationMinutes * 60_000);
    const followUp = { ...unscheduled, startsAt, endsAt };
    const outcome = await this.followUps.insertOnce(followUp);
    return outcome === 'inserted' ? followUp : ((await this.followUps.read(followUp._id)) ?? followUp);
  }

  private async bookMeeting(unscheduled: Unscheduled, owner: UserDoc): Promise<FollowUpDoc> {
    const { _id, durationMinutes, createdAt } = unscheduled;
    // If an earlier attempt booked this meeting, return it. The scheduler would search for another free slot first.
    const done = await this.followUps.read(_id);
    if (done) return done;
    if (!fitsWorkday(owner, durationMinutes)) {
      throw new CrmError('meeting.too-long', { owner: owner.name, minutes: durationMinutes });
    }
    const when = { from: createdAt, minutes: durationMinutes };
    const booked = await this.scheduler.book(owner, when, async (slot) => {
      const meeting = { ...unscheduled, ...slot };
      const outcome = await this.followUps.insertOnce(meeting);
      // `existed` has two causes. An earlier attempt stored this meeting (same id): `read` returns it. Or another meeting occupies the slot
      // (same cell): `read` returns null, and the scheduler tries the next slot.
      return outcome === 'inserted' ? meeting : this.followUps.read(_id);
    });
    if (!booked) throw new CrmError('meeting.no-free-time', { owner: owner.name });
    return booked;
  }

  private async finish(
    e: EffectContext<EffectSource>,
    contactId: string,
    followUp: FollowUpDoc,
  ): Promise<CreatedFollowUp> {
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
}

const firstLine = (text: string): string => (text.split('\n')[0] ?? '').slice(0, 120);
