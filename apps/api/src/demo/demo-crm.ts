import { Injectable } from '@nestjs/common';
import { CrmImport } from '@linkflow/crm';
import { hashPassword } from '../session';
import { COMPANY } from './demo-companies';
import { DEMO_CONTACTS, LARS } from './demo-contacts';
import { CATEGORY, FIELD, INTEREST, PRIORITY, PROJECT, SCRIPT, SELECTION, TASK_TYPE } from './demo-lists';
import { DEMO_PASSWORD, DEMO_USERS } from './demo-users';

/** Fills the CRM of the demo. */
@Injectable()
export class DemoCrm {
  constructor(private readonly put: CrmImport) {}

  async fill(): Promise<void> {
    await Promise.all([
      ...Object.values(FIELD).map((field) => this.put.field(field)),
      ...Object.values(INTEREST).map((entry) => this.put.entry('interest', entry)),
      ...Object.values(SELECTION).map((entry) => this.put.entry('selection', entry)),
      ...Object.values(PROJECT).map((entry) => this.put.entry('project', entry)),
      ...Object.values(PRIORITY).map((entry) => this.put.entry('priority', entry)),
      ...Object.values(TASK_TYPE).map((entry) => this.put.entry('taskType', entry)),
      ...Object.values(CATEGORY).map((entry) => this.put.entry('category', entry)),
      ...Object.values(SCRIPT).map((entry) => this.put.entry('script', entry)),
      ...Object.values(COMPANY).map((company) => this.put.company(company)),
      ...DEMO_CONTACTS.map((contact) => this.put.contact(contact)),
      ...this.memberships(),
    ]);
    // The users last: who can sign in finds everything.
    await Promise.all(
      DEMO_USERS.map(async (user) =>
        this.put.user({ ...user, passwordHash: await hashPassword(DEMO_PASSWORD) }),
      ),
    );
  }

  /** A few places that people hold from before, spread by their position in the list. */
  private memberships(): Promise<void>[] {
    return DEMO_CONTACTS.flatMap((contact, index) => [
      ...(index % 2 === 0 || contact === LARS
        ? [this.put.member('interest', INTEREST.newsletter.id, contact.id)]
        : []),
      ...(index % 5 === 3 ? [this.put.member('interest', INTEREST.events.id, contact.id)] : []),
      ...(index % 7 === 2 ? [this.put.member('selection', SELECTION.vip.id, contact.id)] : []),
      ...(index % 9 === 4 ? [this.put.member('project', PROJECT.customerDays.id, contact.id)] : []),
    ]);
  }
}
