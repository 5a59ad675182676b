import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { ClickRecord } from '@linkflow/contracts';
import { Log, Turn } from '@linkflow/platform';
import { ClickSettings } from '../click.config';
import { Journal } from '../journal/journal';
import { JournalNumbers } from '../journal/journal-numbers';
import { ClickQueue } from './click-queue';

/** Clicks that the disk has need not hurry: they gather for so long, and cost the queue and the worker less. */
const GATHER_MS = 10;
const GATHER_MOST = 1_000;
const HAND_OVER_MS = 1_000;
/** A trouble that lasts is spoken of once in this time. */
const COMPLAIN_EVERY_MS = 10_000;

/** Makes clicks safe before anybody is answered: in Redis, on the disk, or on both. */
@Injectable()
export class ClickOutbox {
  private readonly toHandOver = new Turn<ClickRecord>((clicks) => this.handOver(clicks), 1, GATHER_MOST);
  private quietUntil = 0;

  constructor(
    private readonly queue: ClickQueue,
    private readonly journal: Journal,
    private readonly numbers: JournalNumbers,
    private readonly settings: ClickSettings,
    private readonly log: Log,
  ) {}

  /** Resolves when the clicks are safe. Never rejects: whoever clicked is answered in any case. */
  async store(clicks: ClickRecord[]): Promise<void> {
    try {
      if (this.settings.journal.always) await this.writeFirst(clicks);
      else await this.writeAtNeed(clicks);
    } catch (error) {
      this.numbers.lost += clicks.length;
      if (Date.now() < this.quietUntil) return;
      this.quietUntil = Date.now() + COMPLAIN_EVERY_MS;
      const { lost, bytes } = this.numbers;
      this.log.error(
        { err: error, lost, bytes },
        'clicks are lost: neither Redis nor the journal takes them',
      );
    }
  }

  private async writeAtNeed(clicks: ClickRecord[]): Promise<void> {
    try {
      await this.queue.put(clicks, this.settings.budgetMs);
    } catch {
      await this.journal.append(clicks);
    }
  }

  private async writeFirst(clicks: ClickRecord[]): Promise<void> {
    try {
      await this.journal.append(clicks);
    } catch {
      return this.queue.put(clicks, this.settings.budgetMs);
    }
    for (const click of clicks) this.toHandOver.add(click);
  }

  /** Brings what the journal has to the queue. What does not arrive is put there again when the journal is settled. */
  private async handOver(clicks: ClickRecord[]): Promise<void> {
    await Promise.all([this.queue.put(clicks, HAND_OVER_MS).catch(() => undefined), sleep(GATHER_MS)]);
  }
}
