package dev.serai.gateway.desk;

/** What usually goes wrong with a signature, in words; {@code {name}} stands for what was found. */
enum Mistake {
    FITS("The signature fits: the key, the text and the form are right.", "签名正确：密钥、待签名文本与形式都对。"),
    TEXT_ENCODED(
            "Your text holds percent-encoded values. Sign the raw values; encode them only for the URL or form.",
            "待签名文本里的值做了 URL 编码。请用原始值签名，只在放入 URL 或表单时编码。"),
    TEXT_EMPTIES("Your text keeps empty values. Leave parameters without a value out.", "待签名文本保留了空值。请去掉没有值的参数。"),
    TEXT_SIGN_TYPE_DROPPED(
            "Your text leaves {name} out. Only sign is left out; {name} is signed.",
            "待签名文本去掉了 {name}。只去掉 sign，{name} 要参与签名。"),
    TEXT_SIGN_INCLUDED("Your text holds sign itself. Leave it out.", "待签名文本包含了 sign 本身。请去掉。"),
    TEXT_UNSORTED(
            "Your text is not sorted by name: {how}. Sort names by their ASCII codes, capitals before small letters.",
            "待签名文本没有按参数名排序：{how}。请按 ASCII 码升序，大写在小写之前。"),
    TEXT_CHARSET(
            "Your text was turned into bytes in {found}; the call is in {wanted}. Name the charset where you take the bytes.",
            "待签名文本按 {found} 取字节，而调用使用 {wanted}。取字节时请写明字符集。"),
    TEXT_LEFT_OUT("Your text leaves out {name}, which is sent.", "待签名文本缺少已发送的参数 {name}。"),
    TEXT_NUMBER(
            "In your text {name} is {found}; in the JSON body it is written {wanted}. Sign a number as it is written.",
            "待签名文本里 {name} 是 {found}，JSON 正文里写的是 {wanted}。数字按正文里的写法签名。"),
    TEXT_LITERAL(
            "In your text {name} is {found}. true and false sign as they are written in JSON, null as empty.",
            "待签名文本里 {name} 是 {found}。true、false 按 JSON 写法签名，null 视为空。"),
    TEXT_STRUCTURES(
            "Your text holds arrays or objects. Leave them out; body_sha256 covers them.",
            "待签名文本包含数组或对象。请去掉，它们由 body_sha256 覆盖。"),
    TEXT_PLUS(
            "A + in a value arrived as a space. Percent-encode values when you put them into the URL or form.",
            "值里的 + 到达时成了空格。放入 URL 或表单时请做百分号编码。"),
    TEXT_ENCODED_TWICE("A value was percent-encoded twice before it was sent.", "值在发送前被百分号编码了两次。"),
    TEXT_EXTRA("Your text has something more: {what}.", "待签名文本多了：{what}。"),
    TEXT_TRIMMED("Your text trims values that are sent with spaces.", "待签名文本去掉了值两端的空格，而发送时没有去掉。"),
    TEXT_JOINED(
            "Your text joins names and values otherwise: {how}. Here it is {wanted}.",
            "名称与值的拼接方式不对：{how}。这里应为 {wanted}。"),
    TEXT_BODY("The body is not in your text as it is sent: {how}.", "待签名文本里的正文与发送的不同：{how}。"),
    TEXT_TARGET("The address is not in your text as it is sent: {how}.", "待签名文本里的地址与发送的不同：{how}。"),
    BODY_REFORMATTED(
            "body_sha256 is that of the same JSON in other form ({how}). Hash the bytes you send.",
            "body_sha256 是同一 JSON 另一种写法（{how}）的摘要。请对实际发送的字节计算。"),
    BODY_HASH_FORM("body_sha256 is right but not in hex. Write it in lower hex.", "body_sha256 内容正确但不是十六进制。请用小写十六进制。"),
    BODY_HASH_OTHER("body_sha256 is not the SHA-256 of the body shown here.", "body_sha256 不是所示正文的 SHA-256。"),
    BODY_HASH_MISSING(
            "The body holds arrays or objects and there is no body_sha256. Send it in the query, signed.",
            "正文含数组或对象，却没有 body_sha256。请放在查询参数里并参与签名。"),
    KEY_ENDED(
            "Signed with the key {key}, which ended at {at}. Use a key that is live.",
            "使用了已于 {at} 失效的密钥 {key}。请改用有效密钥。"),
    KEY_COMING("Signed with the key {key}, which is not valid before {at}.", "使用了 {at} 才生效的密钥 {key}。"),
    KEY_OF_APP("Signed with a key of your app {app}; the call says it is {said}.", "使用了应用 {app} 的密钥，而调用写的是 {said}。"),
    KEY_WHITESPACE(
            "The secret was used with white space around it ({what}). Trim it where you read it.",
            "使用密钥时带了空白字符（{what}）。读取配置时请去掉首尾空白。"),
    KEY_DECODED(
            "The secret was decoded from {how} first. Its characters themselves are the key.",
            "密钥先被按 {how} 解码了。密钥就是这些字符本身。"),
    KEY_CASE("The secret was used in upper case.", "密钥被转成了大写。"),
    KEY_EMPTY("An empty secret was used. Is the setting read at all?", "使用了空密钥。配置读到了吗？"),
    KEY_OTHER(
            "The signature was not made by the private half of any RSA key of this app, live or ended. Upload the public"
                    + " half of the key you sign with.",
            "签名不是由本应用任何 RSA 密钥（有效或失效）对应的私钥生成。请上传所用私钥的公钥。"),
    SIGN_ALGORITHM("The call says {said} but the signature is {used}.", "调用写的是 {said}，签名却是 {used}。"),
    SIGN_NO_SECRET_NAME(
            "The secret was appended to the text without &secret= ({how}). MD5 is over text + &secret= + secret.",
            "密钥直接接在文本后，缺少 &secret=（{how}）。MD5 的原文是 文本 + &secret= + 密钥。"),
    SIGN_NO_SECRET("The secret is not in the signature at all: a plain hash of the text.", "签名里没有密钥：只是文本的摘要。"),
    SIGN_SECRET_IN_HMAC(
            "&secret= and the secret were appended to the text, as for MD5. HMAC takes the secret as its key only.",
            "像 MD5 那样在文本后接了 &secret=密钥。HMAC 只把密钥当作 key。"),
    SIGN_BASE64("The signature is right but in Base64. Write it in hex.", "签名内容正确但用了 Base64。请用十六进制。"),
    SIGN_HEX("The signature is right but in hex. Write it in Base64.", "签名内容正确但用了十六进制。请用 Base64。"),
    SIGN_HEX_IN_BASE64(
            "The hex characters of the signature were put into Base64. Encode once.", "把十六进制字符又做了一次 Base64。只编码一次。"),
    SIGN_PLUS(
            "A + in sign arrived as a space. Percent-encode sign when you put it into the URL or form.",
            "sign 里的 + 到达时成了空格。放入 URL 或表单时请做百分号编码。"),
    SIGN_URL_BASE64(
            "sign is in the URL alphabet of Base64 (- and _). Use + and /.", "sign 用了 URL 版 Base64（- 与 _）。请用 + 与 /。"),
    SIGN_LINES("sign holds line breaks or spaces. Write the Base64 in one line.", "sign 里有换行或空格。请把 Base64 写在一行。"),
    SIGN_UPPER("sign is in upper hex; that is fine, both are taken.", "sign 是大写十六进制；可以，大小写都接受。"),
    SIGN_HASH("The RSA signature is over {used}; here it is over {wanted}.", "RSA 签名用的是 {used}，这里应为 {wanted}。"),
    SIGN_PSS("The RSA signature is PSS; here it is PKCS#1 v1.5.", "RSA 签名用的是 PSS，这里应为 PKCS#1 v1.5。"),
    SIGN_RAW_DIGEST(
            "The private key encrypted the bare hash. Use a function named SHA256withRSA, not one that encrypts.",
            "私钥直接加密了摘要。请用 SHA256withRSA 签名函数，而不是加密函数。"),
    SIGN_MISSING(
            "There is no signature. A client that was given a PKCS#1 key (BEGIN RSA PRIVATE KEY) where it wants PKCS#8 often"
                    + " sends none; check the key's form below.",
            "没有签名。把 PKCS#1 私钥（BEGIN RSA PRIVATE KEY）交给要 PKCS#8 的客户端时常会这样；请在下方检查密钥格式。"),
    TYPE_UNKNOWN("{name} says {found}; it must be {wanted}.", "{name} 写的是 {found}，应为 {wanted}。"),
    TYPE_NOT_ALLOWED("The app may not sign with {found}: {why}.", "本应用不能用 {found} 签名：{why}。"),
    OWN_TEXT_SIGNED(
            "The key is right: the signature fits the text you pasted. That text differs from ours; see the first difference.",
            "密钥正确：签名与您粘贴的文本相符。但该文本与我们的不同，见首个差异。"),
    OWN_TEXT_NOT_SIGNED(
            "The signature fits neither our text nor the one you pasted, by any key of this app: the key is another, or that"
                    + " text is not what was signed.",
            "用本应用任何密钥，签名既不符合我们的文本也不符合您粘贴的文本：密钥不对，或签名的不是这段文本。"),
    OWN_TEXT_SAME(
            "The text you pasted is ours, byte for byte: look at the key and the algorithm.",
            "您粘贴的文本与我们的逐字节相同：请检查密钥与算法。"),
    TEXT_OTHER(
            "The key {key} made this signature, but over another text. Paste the text your code signs.",
            "签名由密钥 {key} 生成，但签的是另一段文本。请粘贴您代码里的待签名文本。"),
    UNKNOWN(
            "None of the usual mistakes explains this signature. Paste the text your code signs, and compare the secret's"
                    + " fingerprint.",
            "常见错误都解释不了这个签名。请粘贴您的待签名文本，并核对密钥指纹。"),
    TIME_ZONE(
            "The timestamp is exactly {hours} h: {why}. Without a zone it is read at GMT+8; epoch milliseconds have none.",
            "时间戳恰好差 {hours} 小时：{why}。不带时区的时间按 GMT+8 理解；用毫秒时间戳则无此问题。"),
    TIME_OFF(
            "The timestamp is {seconds} s {side} the moment of the call; at most {most} s are allowed.",
            "时间戳比调用时刻{side} {seconds} 秒，最多允许 {most} 秒。"),
    TIME_SECONDS("The timestamp is in seconds; send milliseconds.", "时间戳单位是秒；请用毫秒。"),
    TIME_MILLIS("The timestamp is in milliseconds; send whole seconds.", "时间戳单位是毫秒；请用整秒。"),
    TIME_MICROS("The timestamp is in micro- or nanoseconds; send milliseconds.", "时间戳单位是微秒或纳秒；请用毫秒。"),
    TIME_FORM("The timestamp cannot be read. Send {wanted}.", "时间戳无法识别。请用 {wanted}。"),
    NONCE_MISSING(
            "There is no nonce; send 8 to 64 of A-Z a-z 0-9 _ -, new with every call.",
            "缺少 nonce；请用 8–64 位 A-Z a-z 0-9 _ -，每次不同。"),
    CALL_SECRET(
            "The call has a parameter named secret. A secret never travels: regard it as known to others and make a new one.",
            "调用带有名为 secret 的参数。密钥不可传输：请视为已泄露并更换。"),
    CALL_REFUSED("The door refuses this call before it looks at the signature: {why}", "调用在验签之前就被拒绝：{why}");

    private final String en;
    private final String zh;

    Mistake(String en, String zh) {
        this.en = en;
        this.zh = zh;
    }

    String en() {
        return en;
    }

    String zh() {
        return zh;
    }
}
