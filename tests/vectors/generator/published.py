"""Values that others have published: copied, with where they stand, and never computed here."""

DOCS = "pusher/docs:docs/channels/library_auth_reference/auth-signatures.md"
GO = "pusher/pusher-http-go:"
PYTHON = "pusher/pusher-http-python:pusher_tests/test_authentication_client.py"

# id, source, key, secret, text to sign, signature
SIGNATURES = [
    (
        "http-post-events",
        "pusher/docs:docs/channels/library_auth_reference/rest-api.md and pusher/pusher-http-go:request_url_test.go",
        "278d425bdf160c739803",
        "7ad3773142a6692b25b8",
        "POST\n/apps/3/events\nauth_key=278d425bdf160c739803&auth_timestamp=1353088179&auth_version=1.0&body_md5=ec365a775a4cd0599faeb73354201b6f",
        "da454824c97ba181a32ccc17a72625ba02771f50b50e1e7430e47a1f3f457e6c",
    ),
    (
        "docs-private",
        DOCS,
        "278d425bdf160c739803",
        "7ad3773142a6692b25b8",
        "1234.1234:private-foobar",
        "58df8b0c36d6982b82c3ecf6b4662e34fe8c25bba48f5369f135bf843651c3a4",
    ),
    (
        "docs-user",
        DOCS,
        "278d425bdf160c739803",
        "7ad3773142a6692b25b8",
        '1234.1234::user::{"id":"12345"}',
        "4708d583dada6a56435fb8bc611c77c359a31eebde13337c16ab43aa6de336ba",
    ),
    (
        "presence-Mr. Pusher",
        DOCS,
        "278d425bdf160c739803",
        "7ad3773142a6692b25b8",
        '1234.1234:presence-foobar:{"user_id":10,"user_info":{"name":"Mr. Pusher"}}',
        "afaed3695da2ffd16931f457e338e6c9f2921fa133ce7dac49f529792be6304c",
    ),
    (
        "presence-Mr. Channels",
        "corrected value (docs print the other hash for this input)",
        "278d425bdf160c739803",
        "7ad3773142a6692b25b8",
        '1234.1234:presence-foobar:{"user_id":10,"user_info":{"name":"Mr. Channels"}}',
        "31935e7d86dba64c2a90aed31fdc61869f9b22ba9d8863bba239c03ca481bc80",
    ),
    (
        "go-presence",
        GO + "channel_authentication_test.go",
        "278d425bdf160c739803",
        "7ad3773142a6692b25b8",
        '1234.1234:presence-foobar:{"user_id":"10","user_info":{"name":"Mr. Pusher"}}',
        "48dac51d2d7569e1e9c0f48c227d4b26f238fa68e5c0bb04222c966909c4f7c4",
    ),
    (
        "go-get-channels-info",
        GO + "request_url_test.go",
        "d41a439c438a100756f5",
        "4bf35003e819bb138249",
        "GET\n/apps/102015/channels\nauth_key=d41a439c438a100756f5&auth_timestamp=1427034994&auth_version=1.0&filter_by_prefix=presence-&info=user_count",
        "4d8a02edcc8a758b0162cd6da690a9a45fb8ae326a276dca1e06a0bc42796c11",
    ),
    (
        "go-get-channels-prefix",
        GO + "request_url_test.go",
        "d41a439c438a100756f5",
        "4bf35003e819bb138249",
        "GET\n/apps/102015/channels\nauth_key=d41a439c438a100756f5&auth_timestamp=1427036577&auth_version=1.0&filter_by_prefix=presence-",
        "b540383af4582af5fbb5df7be5472d54bd0838c9c2021c7743062568839e6f97",
    ),
    (
        "go-get-channels",
        GO + "request_url_test.go",
        "d41a439c438a100756f5",
        "4bf35003e819bb138249",
        "GET\n/apps/102015/channels\nauth_key=d41a439c438a100756f5&auth_timestamp=1427036787&auth_version=1.0",
        "df89248f87f6e6d028925e0b04d60f316527a865992ace6936afa91281d8bef0",
    ),
    (
        "go-get-channel-info",
        GO + "request_url_test.go",
        "d41a439c438a100756f5",
        "4bf35003e819bb138249",
        "GET\n/apps/102015/channels/presence-session-d41a439c438a100756f5-4bf35003e819bb138249-ROpCFmgFhXY\nauth_key=d41a439c438a100756f5&auth_timestamp=1427053326&auth_version=1.0&info=user_count,subscription_count",
        "f93ceb31f396aef336226efe512aaf339bd5e39c7c2c04b81cc8681dc16ee785",
    ),
    (
        "go-get-users",
        GO + "request_url_test.go",
        "d41a439c438a100756f5",
        "4bf35003e819bb138249",
        "GET\n/apps/102015/channels/presence-session-d41a439c438a100756f5-4bf35003e819bb138249-nYJLy67qh52/users\nauth_key=d41a439c438a100756f5&auth_timestamp=1427053709&auth_version=1.0",
        "207feaf4e8efeb24e5f148011704251bf90e2059a5f97a3eb52d06178b11feca",
    ),
    (
        "go-webhook",
        GO + "webhook_test.go",
        "key",
        "secret",
        '{"hello":"world"}',
        "2677ad3e7c090b2fa2c0fb13020d66d5420879b8316eb356a2d60fb9073bc778",
    ),
    (
        "go-hmac",
        GO + "crypto_test.go",
        None,
        "supersecret",
        "Hello!",
        "64e3f44166575febbc5de88c9476325ea7d4b3684752158d9fdb31fce34b980d",
    ),
    (
        "go-user",
        GO + "client_test.go:622",
        "key",
        "secret",
        '12345.12345::user::{"id":"1234"}',
        "e4c63b82c1e1d0955901f6a29ca51b244155bafda93968bc5664010f5ba54a41",
    ),
    (
        "py-1",
        PYTHON,
        "foo",
        "bar",
        "345.23:private-channel",
        "89955e77e1b40e33df6d515a5ecbba86a01dc816a5b720da18a06fd26f7d92ff",
    ),
    (
        "py-2",
        PYTHON,
        "foo",
        "bar",
        "345.23:private-encrypted-channel",
        "fff0503dfe4929f5162efe4d1dacbce524b0d8e7e1331117a8651c0e74d369e3",
    ),
    (
        "py-3",
        PYTHON,
        "foo",
        "bar",
        '345.43245:presence-channel:{"user_id":"fred","user_info":{"key":"value"}}',
        "e80ba6439492c2113022c39297a87a948de14061cc67b5788e045645a68b8ccd",
    ),
    (
        "py-4",
        PYTHON,
        "thisisaauthkey",
        "thisisasecret",
        '12345.6789::user::{"id":"123","name":"John Smith"}',
        "0dddb208b53c7649f3fbbb86254a6e1986bc6f8b566423ea690c9ca773497373",
    ),
    (
        "py-5",
        PYTHON,
        "key",
        "secret",
        '1.1:presence-c1:{"money": "1.32"}',
        "7f2ae5922800a20b9615543ce7c8e7d1c97115d108939410825ea690f308a05f",
    ),
]

# test case, key, data, HMAC-SHA-256 (RFC 4231 §4; case 5 shows the first 128 bits)
RFC4231 = [
    (1, "0b" * 20, "4869205468657265", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
    (
        2,
        "4a656665",
        "7768617420646f2079612077616e7420666f72206e6f7468696e673f",
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
    ),
    (3, "aa" * 20, "dd" * 50, "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"),
    (
        4,
        "0102030405060708090a0b0c0d0e0f10111213141516171819",
        "cd" * 50,
        "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b",
    ),
    (5, "0c" * 20, "546573742057697468205472756e636174696f6e", "a3b6167473100ee06e0c796c2955552b"),
    (
        6,
        "aa" * 131,
        "54657374205573696e67204c6172676572205468616e20426c6f636b2d53697a65204b6579202d2048617368204b6579204669727374",
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
    ),
    (
        7,
        "aa" * 131,
        "5468697320697320612074657374207573696e672061206c6172676572207468616e20626c6f636b2d73697a65206b657920616e642061206c6172676572207468616e20626c6f636b2d73697a6520646174612e20546865206b6579206e6565647320746f20626520686173686564206265666f7265206265696e6720757365642062792074686520484d414320616c676f726974686d2e",
        "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2",
    ),
]

# message, MD5 (RFC 1321 A.5)
RFC1321 = [
    ("", "d41d8cd98f00b204e9800998ecf8427e"),
    ("a", "0cc175b9c0f1b6a831c399e269772661"),
    ("abc", "900150983cd24fb0d6963f7d28e17f72"),
    ("message digest", "f96b697d7cb7938d525a2f31aaf161d0"),
    ("abcdefghijklmnopqrstuvwxyz", "c3fcd3d76192e4007dfb496cca67e13b"),
    ("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", "d174ab98d277d9f5a5611c2c9f419d9f"),
    (
        "12345678901234567890123456789012345678901234567890123456789012345678901234567890",
        "57edf4a22be3c955ac49da2e2107b67a",
    ),
]

# source, a text, how often it is repeated, SHA-256: those of NIST's examples that have at least 32 bytes. FIPS 180-4 refers to
# csrc.nist.gov/projects/cryptographic-standards-and-guidelines/example-values for its own
FIPS180 = [
    (
        "FIPS 180-4 examples: SHA256.pdf",
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        1,
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
    ),
    ("FIPS 180-2 B.3", "a", 1_000_000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
    (
        "FIPS 180-4 examples: SHA2_Additional.pdf",
        "\0",
        55,
        "02779466cdec163811d078815c633f21901413081449002f24aa3e80f0b88ef7",
    ),
    (
        "FIPS 180-4 examples: SHA2_Additional.pdf",
        "\0",
        56,
        "d4817aa5497628e7c77e6b606107042bbba3130888c5f47a375e6179be789fbb",
    ),
    (
        "FIPS 180-4 examples: SHA2_Additional.pdf",
        "\0",
        57,
        "65a16cb7861335d5ace3c60718b5052e44660726da4cd13bb745381b235a1785",
    ),
    (
        "FIPS 180-4 examples: SHA2_Additional.pdf",
        "\0",
        64,
        "f5a5fd42d16a20302798ef6ed309979b43003d2320d9f0e8ea9831a92759fb4b",
    ),
    (
        "FIPS 180-4 examples: SHA2_Additional.pdf",
        "\0",
        1_000,
        "541b3e9daa09b20bf85fa273e5cbd3e80185aa4ec298e765db87742b70138a53",
    ),
    (
        "FIPS 180-4 examples: SHA2_Additional.pdf",
        "A",
        1_000,
        "c2e686823489ced2017f6059b8b239318b6364f6dcd835d0a519105a1eadd6e4",
    ),
    (
        "FIPS 180-4 examples: SHA2_Additional.pdf",
        "U",
        1_005,
        "f4d62ddec0f3dd90ea1380fa16a5ff8dc4c54b21740650f24afc4120903552b0",
    ),
]

# The body of rest-api.md's example and its MD5
REST_BODY = '{"name":"foo","channels":["project-3"],"data":"{\\"some\\":\\"data\\"}"}'
REST_BODY_MD5 = "ec365a775a4cd0599faeb73354201b6f"
