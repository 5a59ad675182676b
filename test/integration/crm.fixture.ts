import 'reflect-metadata';
import { Module, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { getConnectionToken } from '@nestjs/mongoose';
import type { Connection, mongo } from 'mongoose';
import type { FieldDefinition, FollowUpKind, SaveCategory, SaveContact } from '@linkflow/contracts';
import {
  CategoriesService,
  ContactsService,
  CrmModule,
  FieldsService,
  InterestsService,
  ProjectsService,
  SelectionsService,
  type UserSource,
} from '@linkflow/crm';
import {
  Crm,
  type CreateFollowUpInput,
  type CreateRequestInput,
  type EffectContext,
} from '@linkflow/crm-port';
import { PlatformModule, newId } from '@linkflow/platform';
import type { TestEnvironment } from '../support';

@Module({ imports: [PlatformModule.forApp('test'), CrmModule] })
class CrmAlone {}

export const INGRID: UserSource = { kind: 'user', userId: '0'.repeat(23) + '1', userName: 'Ingrid Dahl' };
/** Default time of a click: Wednesday 10:05 in Oslo, within working hours. */
export const CLICKED = new Date('2027-03-10T09:05:00Z');

interface Stored extends Record<string, unknown> {
  _id: string;
}

interface Person {
  name?: string;
  active?: boolean;
  timeZone?: string;
  workday?: { from: number; to: number };
  language?: 'en' | 'nb';
}

/** The built-in CRM on a separate database, with short functions that create test data in it. */
export class CrmScene {
  private constructor(
    readonly app: INestApplicationContext,
    readonly effects: Crm,
    readonly connection: Connection,
  ) {}

  static async start(environment: TestEnvironment): Promise<CrmScene> {
    const uri = new URL(environment.mongoUri);
    // Lets MongoDB's driver report each command, so that a test can count round trips.
    uri.searchParams.set('monitorCommands', 'true');
    Object.assign(process.env, {
      MONGODB_URI: uri.toString(),
      REDIS_URL: environment.redisUrl,
      QUEUE_PREFIX: environment.queuePrefix,
      LOG_LEVEL: 'silent',
    });
    const app = await NestFactory.createApplicationContext(CrmAlone, { logger: false });
    return new CrmScene(app, app.get(Crm), app.get<Connection>(getConnectionToken()));
  }

  /** A second application context on the same database, with its own connection: to MongoDB it looks like another process. */
  async another(): Promise<CrmScene> {
    const app = await NestFactory.createApplicationContext(CrmAlone, { logger: false });
    return new CrmScene(app, app.get(Crm), app.get<Connection>(getConnectionToken()));
  }

  stop(): Promise<void> {
    return this.app.close();
  }

  collection(name: string): mongo.Collection<Stored> {
    // Converts the type, because the driver's types expect ObjectIds and our ids are strings.
    return this.connection.collection(name) as unknown as mongo.Collection<Stored>;
  }

  /** Runs `work` and returns the names of the commands that this CRM sends to MongoDB meanwhile. */
  async commandsOf(work: () => Promise<unknown>): Promise<string[]> {
    const commands: string[] = [];
    const count = ({ commandName }: { commandName: string }): void => void commands.push(commandName);
    const client = this.connection.getClient();
    client.on('commandStarted', count);
    await work();
    client.off('commandStarted', count);
    return commands;
  }

  aContact(more: Partial<SaveContact> = {}): Promise<string> {
    return contactIn(this.app, more);
  }

  async aUser({ name = 'Kari Hansen', active = true, ...more }: Person = {}): Promise<string> {
    const _id = newId();
    await this.collection('users').insertOne({
      _id,
      name,
      email: `${_id}@example.no`,
      passwordHash: '',
      roles: ['marketer'],
      language: 'nb',
      active,
      timeZone: 'Europe/Oslo',
      workday: { from: 8 * 60, to: 16 * 60 },
      sortName: name.toLowerCase(),
      search: [name.toLowerCase()],
      createdAt: CLICKED,
      ...more,
    });
    return _id;
  }

  async anInterest(): Promise<string> {
    return (await this.app.get(InterestsService).create({ name: `Interesse ${newId()}` })).id;
  }

  async aSelection(name = `Utvalg ${newId()}`, kind: 'static' | 'dynamic' = 'static'): Promise<string> {
    return (await this.app.get(SelectionsService).create({ name, kind })).id;
  }

  async aProject(): Promise<string> {
    return (await this.app.get(ProjectsService).create({ name: `Prosjekt ${newId()}` })).id;
  }

  aField(type: FieldDefinition['type'] = 'text', name = 'Tilfreds'): Promise<FieldDefinition> {
    const key = `x_${newId()}`;
    return this.app.get(FieldsService).create({
      key,
      name,
      entity: 'contact',
      type,
      ...(type === 'list' ? { options: ['Rød', 'Grønn'] } : {}),
    });
  }

  async aTaskType(kind: FollowUpKind): Promise<string> {
    return this.entry('task_types', { kind });
  }

  async aPriority(): Promise<string> {
    return this.entry('priorities', { rank: 2, isDefault: true });
  }

  async aCategory(
    rule: SaveCategory['rule'],
    members: string[] = [],
    more: Partial<SaveCategory> = {},
  ): Promise<string> {
    const view = await this.app.get(CategoriesService).create({
      name: `Kategori ${newId()}`,
      parentId: null,
      rule,
      ourContactFirst: false,
      members: members.map((userId) => ({ userId, weight: 1 })),
      ...more,
    });
    return view.id;
  }

  private async entry(collection: string, more: object): Promise<string> {
    const _id = newId();
    const name = `Valg ${_id}`;
    await this.collection(collection).insertOne({
      _id,
      name,
      nameKey: name,
      sortName: name,
      search: [],
      deletedAt: null,
      createdAt: CLICKED,
      updatedAt: CLICKED,
      ...more,
    });
    return _id;
  }
}

/** Creates a contact in an app that contains the built-in CRM. Returns its id. */
export async function contactIn(
  app: INestApplicationContext,
  more: Partial<SaveContact> = {},
): Promise<string> {
  const contact: SaveContact = {
    firstName: 'Nora',
    lastName: 'Berg',
    email: 'nora@example.no',
    title: null,
    phone: null,
    country: 'NO',
    language: 'nb',
    timeZone: null,
    companyId: null,
    ourContactId: null,
    ...more,
  };
  return (await app.get(ContactsService).create(contact, INGRID)).id;
}

/** Returns the context of an effect that a step of a run performs. `occurredAt` decides which of two effects is newer. */
export function anEffect(occurredAt = CLICKED, node = 'n1', runId = newId()): EffectContext {
  return {
    key: `${runId}:${node}`,
    occurredAt,
    now: occurredAt,
    source: {
      kind: 'run',
      runId,
      nodeId: node,
      trigger: 'click',
      linkId: '0'.repeat(23) + '7',
      linkName: 'Ja, hold meg informert',
      mailingId: '0'.repeat(23) + '8',
      mailingName: 'Vårnyheter 2027',
      occurredAt,
    },
  };
}

export const after = (minutes: number, moment = CLICKED): Date =>
  new Date(moment.getTime() + minutes * 60_000);

export const followUp = (
  spec: Pick<CreateFollowUpInput, 'contactId' | 'taskTypeId' | 'createdById'> & Partial<CreateFollowUpInput>,
): CreateFollowUpInput => ({
  kind: 'to-do',
  text: 'Ring Nora',
  projectId: null,
  assignToOurContact: false,
  defaultRecipientId: null,
  durationMinutes: 30,
  dueInDays: 0,
  ...spec,
});

export const request = (
  spec: Pick<CreateRequestInput, 'contactId' | 'categoryId' | 'priorityId'> & Partial<CreateRequestInput>,
): CreateRequestInput => ({ title: 'Ønsker informasjon', body: '', owner: { kind: 'auto' }, ...spec });
