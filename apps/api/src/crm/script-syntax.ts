import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { AppError } from '@linkflow/platform';
import { createSandbox } from '@linkflow/sandbox';

/** Reads scripts as the engine that will run them does, so that a slip is found by who writes it and not by a recipient. */
@Injectable()
export class ScriptSyntax implements OnApplicationShutdown {
  private readonly sandbox = createSandbox();

  /** @throws AppError validation.failed, with the line, when the source can't be read */
  async require(source: string | undefined): Promise<void> {
    const problem = source === undefined ? null : await this.sandbox.checkSyntax(source);
    if (!problem) return;
    const [en, nb] =
      problem.line === undefined ? ['', ''] : [`Line ${problem.line}: `, `Linje ${problem.line}: `];
    throw new AppError('validation.failed', 'The script can not be read.', {
      issues: [
        {
          code: 'script.syntax',
          path: 'source',
          message: { en: `${en}${problem.message}`, nb: `${nb}${problem.message}` },
        },
      ],
    });
  }

  onApplicationShutdown(): Promise<void> {
    return this.sandbox.close();
  }
}
