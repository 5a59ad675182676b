import { Controller, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { ROUTES, phrase, verbatim, type Page, type ScriptView } from '@linkflow/contracts';
import { ScriptsService } from '@linkflow/crm';
import { AppError } from '@linkflow/platform';
import { createSandbox } from '@linkflow/sandbox';
import { Route, type Input } from '../http/route';

const routes = ROUTES.scripts;

/** Parses scripts with the engine that will run them, so that syntax errors are found when a script is saved. */
@Injectable()
export class ScriptSyntax implements OnApplicationShutdown {
  private readonly sandbox = createSandbox();

  /** @throws AppError `validation.failed` with the line of the syntax error */
  async check(source: string | undefined): Promise<void> {
    const problem = source === undefined ? null : await this.sandbox.checkSyntax(source);
    if (!problem) return;
    const { line, message } = problem;
    throw new AppError('validation.failed', 'The script has a syntax error.', {
      issues: [
        {
          code: 'script.syntax',
          path: 'source',
          message:
            line === undefined
              ? verbatim(message)
              : phrase({ en: 'Line {line}: {message}', nb: 'Linje {line}: {message}' }, { line, message }),
        },
      ],
    });
  }

  onApplicationShutdown(): Promise<void> {
    return this.sandbox.close();
  }
}

/** Scripts that workflows run. */
@Controller()
export class ScriptsController {
  constructor(
    private readonly scripts: ScriptsService,
    private readonly syntax: ScriptSyntax,
  ) {}

  @Route(routes.list)
  list({ query }: Input<typeof routes.list>): Promise<Page<ScriptView>> {
    return this.scripts.page(query);
  }

  @Route(routes.create)
  async create({ body }: Input<typeof routes.create>): Promise<ScriptView> {
    await this.syntax.check(body.source);
    return this.scripts.create(body);
  }

  @Route(routes.get)
  get({ params }: Input<typeof routes.get>): Promise<ScriptView> {
    return this.scripts.get(params.id);
  }

  @Route(routes.update)
  async update({ params, body }: Input<typeof routes.update>): Promise<ScriptView> {
    await this.syntax.check(body.source);
    return this.scripts.save(params.id, body);
  }

  @Route(routes.retire)
  async retire({ params }: Input<typeof routes.retire>): Promise<void> {
    await this.scripts.retire(params.id);
  }

  @Route(routes.restore)
  restore({ params }: Input<typeof routes.restore>): Promise<ScriptView> {
    return this.scripts.restore(params.id);
  }
}
