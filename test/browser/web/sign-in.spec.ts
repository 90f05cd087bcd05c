import { it } from 'vitest';
import { Person } from '../../support/factories.js';
import { useWeb } from '../../support/web-page.js';

const web = useWeb();

it('somebody signs in and is where they wanted to go, and another tab can take over', async () => {
  const ana = await Person.register(web.server);
  const { id } = await ana.createChannel({ name: 'the-office' });
  await ana.post(id, 'hello from before');
  const { page, window } = await web.visit(ana, `/c/${id}`);
  await page.getByText('hello from before').waitFor();
  const second = await window.context.newPage();
  await second.goto(`${web.server.url}/c/${id}`);
  await second.getByRole('button', { name: 'Use it here' }).click();
  await second.getByText('hello from before').waitFor();
  await page.getByText('Tertulia is open in another tab').waitFor();
});
