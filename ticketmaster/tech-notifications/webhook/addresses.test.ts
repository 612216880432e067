import { describe, expect, it } from 'vitest';
import { AddressRefused, addressGuard } from './addresses.ts';

const guard = addressGuard();
const refusal = (url: string, by = guard) => {
  try {
    return by.checked(url) && undefined;
  } catch (error) {
    if (!(error instanceof AddressRefused)) throw error;
    return error.message;
  }
};
const lookedUp = (addresses: string[], allowed: string[] = []) =>
  new Promise<unknown>((resolve, reject) => {
    addressGuard(allowed, async () => addresses).lookup('name.example', { all: true }, (error, found) =>
      error ? reject(error) : resolve(found),
    );
  });

describe('a webhook may not lead to', () => {
  it.each([
    ...['127.0.0.1', '127.1', '2130706433', '0x7f.1', '0x7f000001', '0177.0.0.1', '127.0.0.1.', '127。0。0。1'],
    ...['0', '10.1.2.3', '100.64.0.1', '169.254.169.254', '172.16.0.1', '172.31.255.255', '192.0.0.8', '192.168.0.1'],
    ...[
      '192.0.2.1',
      '198.18.0.1',
      '198.51.100.1',
      '203.0.113.1',
      '224.0.0.1',
      '239.1.1.1',
      '240.0.0.1',
      '255.255.255.255',
    ],
    ...[
      '[::1]',
      '[::]',
      '[::ffff:127.0.0.1]',
      '[::ffff:8.8.8.8]',
      '[::ffff:0:127.0.0.1]',
      '[::127.0.0.1]',
      '[fe80::1]',
    ],
    ...['[fc00::1]', '[fd12::1]', '[fec0::1]', '[ff02::1]', '[64:ff9b::7f00:1]', '[64:ff9b:1::a00:1]', '[100::1]'],
    ...['[2001:db8::1]', '[2001::1]', '[2002:7f00:1::]', '[3fff::1]', '[5f00::1]'],
  ])('%s', host => {
    expect(refusal(`http://${host}/`)).toBe('leads to a private, local or reserved address');
    expect(refusal(`https://${host}:8443/hook`)).toBeDefined();
  });

  it.each([
    ...['', 'hooks', '//host/', 'ftp://example.com/', 'file:///etc/passwd', 'gopher://example.com', 'javascript:1'],
    ...['http://', 'http://256.256.256.256/', 'http://ada@example.com/', 'http://:secret@example.com/'],
    ...['http://0xffffffffff/', `https://example.com/${'x'.repeat(2_048)}`],
  ])('%.40s', url => expect(refusal(url)).toBeDefined());

  it.each([
    [['127.0.0.1']],
    [['::1']],
    [['::ffff:10.0.0.1']],
    [['93.184.216.34', '10.0.0.1']], // one of them is enough
  ])('a name that resolves to %j', async addresses => {
    await expect(lookedUp(addresses)).rejects.toBeInstanceOf(AddressRefused);
  });

  it('localhost, which no DNS is asked for', async () => {
    for (const name of ['localhost', 'me.localhost']) {
      const found = new Promise((resolve, reject) => {
        guard.lookup(name, {}, (error, address) => (error ? reject(error) : resolve(address)));
      });
      await expect(found).rejects.toBeInstanceOf(AddressRefused);
    }
  });
});

describe('a webhook without TLS, which would send admission tokens in clear', () => {
  it.each([
    'http://example.com/',
    'http://8.8.8.8:8080/',
    'http://[2606:4700::6810:84e5]/',
    'http://localhost.example/',
  ])('may not lead to %s', url => {
    expect(refusal(url)).toBe('must be https: tokens are sent there');
    expect(refusal(url, addressGuard(['127.0.0.1']))).toBe('must be https: tokens are sent there');
    expect(refusal(url.replace('http:', 'https:'))).toBeUndefined();
  });

  it('may lead to what is allowed explicitly, and to localhost when that is', async () => {
    const lab = addressGuard(['127.0.0.1']);
    for (const host of ['127.0.0.1:3211', 'localhost:3211']) expect(refusal(`http://${host}/`, lab)).toBeUndefined();
  });
});

describe('a webhook may lead to', () => {
  it.each([
    'https://example.com/hook?of=ada',
    'https://8.8.8.8:8080/',
    'https://[2606:4700::6810:84e5]/',
    'https://172.32.0.1/',
  ])('%s', url => expect(refusal(url)).toBeUndefined());

  it('a name that resolves to public addresses', async () => {
    expect(await lookedUp(['93.184.216.34', '2606:2800:21f:cb07:6820:80da:af6b:8b2c'])).toEqual([
      { address: '93.184.216.34', family: 4 },
      { address: '2606:2800:21f:cb07:6820:80da:af6b:8b2c', family: 6 },
    ]);
    await expect(lookedUp([])).rejects.toMatchObject({ code: 'ENOTFOUND' });
  });

  it('what is allowed, in any spelling, and nothing beside it', async () => {
    const lab = addressGuard(['127.0.0.1', '10.1.0.0/16']);
    for (const host of ['127.0.0.1', '2130706433', '[::ffff:127.0.0.1]', '10.1.2.3'])
      expect(refusal(`http://${host}:3211/`, lab)).toBeUndefined();
    for (const host of ['127.0.0.2', '10.2.0.1', '[::1]']) expect(refusal(`http://${host}:3211/`, lab)).toBeDefined();
    expect(await lookedUp(['10.1.2.3'], ['10.1.0.0/16'])).toHaveLength(1);
  });

  it('no less when the setting is a mistake: it stops the start', () => {
    for (const wrong of ['localhost', '127.0.0.1/99', '10.0.0.0/x', '/8'])
      expect(() => addressGuard([wrong])).toThrow();
  });
});
