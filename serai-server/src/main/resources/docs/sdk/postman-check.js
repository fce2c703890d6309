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
    pm.test('the answer is signed by the platform', () => {
        const text = answer.request_id + '\n' + pm.response.headers.get('Serai-Timestamp') + '\n' + pm.response.text();
        const CryptoJS = require('crypto-js');
        pm.expect(CryptoJS.HmacSHA256(text, pm.variables.get('secret')).toString(CryptoJS.enc.Hex)).to.equal(sign);
    });
}
