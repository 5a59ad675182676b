import { Injectable } from '@nestjs/common';
import { Metrics } from '@linkflow/platform';
import { JournalNumbers } from '../journal/journal-numbers';

/** Shows how the journal stands. */
@Injectable()
export class JournalWatch {
  constructor(metrics: Metrics, numbers: JournalNumbers) {
    metrics.counted(
      'linkflow_journal_written_total',
      'Clicks written to the journal.',
      () => numbers.journaled,
    );
    metrics.counted(
      'linkflow_journal_replayed_total',
      'Clicks of the journal that were put on the queue again.',
      () => numbers.replayed,
    );
    metrics.counted(
      'linkflow_clicks_lost_total',
      'Clicks that were answered, and that neither Redis nor the journal took.',
      () => numbers.lost,
    );
    metrics.gauge('linkflow_journal_bytes', 'What the files of the journal hold.', () => numbers.bytes);
    metrics.gauge('linkflow_journal_full', '1 while the journal takes no more clicks.', () =>
      numbers.full ? 1 : 0,
    );
  }
}
