import { Injectable } from '@nestjs/common';
import { reasonTexts, type Audience, type AudienceSource, type BadRow } from '@linkflow/contracts';
import { CRM_REASONS, CrmNames } from '@linkflow/crm-port';
import { AudienceService, fileReason, type AudienceSourceDoc } from '@linkflow/mailings';

const textOf = reasonTexts(fileReason, CRM_REASONS);

/** Builds the API's views of the sources of recipients. */
@Injectable()
export class AudienceViews {
  constructor(
    private readonly audiences: AudienceService,
    private readonly names: CrmNames,
  ) {}

  async audience(mailingId: string): Promise<Audience> {
    const { sources, ...audience } = await this.audiences.of(mailingId);
    return { ...audience, sources: await Promise.all(sources.map((source) => this.source(source))) };
  }

  async source(source: AudienceSourceDoc): Promise<AudienceSource> {
    const {
      _id: id,
      kind,
      targetId,
      file,
      people,
      contactIds,
      state,
      counts,
      total,
      problem,
      addedAt,
      addedBy,
    } = source;
    const isGroup = kind === 'selection' || kind === 'project' || kind === 'company';
    return {
      id,
      kind,
      target: isGroup ? await this.names.refOf(kind, targetId ?? null) : null,
      fileName: file?.name ?? null,
      people: people ?? null,
      // Their ids are kept only until they are read.
      contacts: kind === 'contacts' ? (contactIds?.length ?? total) : null,
      state,
      counts,
      total,
      problem: problem ? textOf(problem) : null,
      addedAt: addedAt.toISOString(),
      addedBy,
    };
  }

  badRows({ badRows = [] }: AudienceSourceDoc): BadRow[] {
    return badRows.map(({ line, reason }) => ({ line, reason: textOf(reason) }));
  }
}
