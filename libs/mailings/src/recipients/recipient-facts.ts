import { Injectable } from '@nestjs/common';
import { languageOfTag } from '@linkflow/contracts';
import { CrmFactReader } from '@linkflow/crm-port';
import { OrganisationConfig, readConfig } from '@linkflow/platform';
import type { MergeValues } from '@linkflow/workflow';

const LANGUAGE = 'contact.language';

/** What fills the merge fields of messages. */
@Injectable()
export class RecipientFacts {
  private readonly organisation = readConfig(OrganisationConfig);

  constructor(private readonly contacts: CrmFactReader) {}

  /**
   * Reads facts of contacts together: the stored values, and texts in the language of each contact or, if that is not known, of the
   * organisation.
   * @param names of the facts
   * @returns values by contact id; contacts that do not exist are missing or have no values
   */
  async of(contactIds: Iterable<string>, names: readonly string[]): Promise<Map<string, MergeValues>> {
    const ids = [...new Set(contactIds)];
    if (ids.length === 0 || names.length === 0) return new Map();
    const loaded = await this.contacts.load(ids, [...names, LANGUAGE]);
    const { ORGANISATION_LANGUAGE, ORGANISATION_TIME_ZONE: timeZone } = this.organisation;
    const wantsLanguage = names.includes(LANGUAGE);
    return new Map(
      await Promise.all(
        ids.map(async (id): Promise<[string, MergeValues]> => {
          const { [LANGUAGE]: spoken, ...values } = loaded.get(id) ?? {};
          if (wantsLanguage) values[LANGUAGE] = spoken;
          const language = languageOfTag(typeof spoken === 'string' ? spoken : '') ?? ORGANISATION_LANGUAGE;
          return [id, { values, texts: await this.contacts.texts(values, { language, timeZone }) }];
        }),
      ),
    );
  }
}
