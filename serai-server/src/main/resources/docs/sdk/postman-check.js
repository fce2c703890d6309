const answer = pm.response.json();
pm.test('the answer is the envelope', () => {
    pm.expect(answer.code).to.equal(pm.response.code);
    pm.expect(answer.request_id).to.be.a('string');
});
pm.test('the signature fits', () => {
    pm.expect(String(answer.sub_code || '')).to.not.match(/^(sign|app)\./);
});
const sign = pm.response.headers.get('Serai-Sign');
if (sign && pm.response.headers.get('Serai-Sign-Type') === 'HMAC-SHA256') {
    const hashes = require('crypto-js');
    pm.test('the answer is signed by the platform', () => {
        const text = answer.request_id + '\n' + pm.response.headers.get('Serai-Timestamp') + '\n' + pm.response.text();
        pm.expect(hashes.HmacSHA256(text, pm.variables.get('secret')).toString(hashes.enc.Hex)).to.equal(sign);
    });
}
