"""Who gets what at the addresses of figures, criteria and findings, in the form of `access`."""

BAROMETER = """
GET  barometer:index                             in   404  404  go   go   go   go
GET  barometer:mirror                            in   200  200  200  200  200  200
GET  barometer:path path                         in   404  200  404  200  200  200
GET  barometer:path nobody                       in   404  404  404  404  404  404
GET  barometer:path-picture path over-time light 600 in 404 200  404  200  200  200
GET  barometer:path-table path over-time         in   404  200  404  200  200  200
GET  barometer:path-table path nothing           in   404  404  404  404  404  404
GET  barometer:path-file path over-time xlsx     in   404  200  404  200  200  200
GET  barometer:releases                          in   404  404  200  200  200  200
GET  barometer:release release_day               in   404  404  200  200  200  200
GET  barometer:release no_release_day            in   404  404  404  404  404  404
GET  barometer:document release_day              in   404  404  404  404  200  200
GET  barometer:document no_release_day           in   404  404  404  404  404  404
GET  barometer:ways-document release_day         in   404  404  404  404  200  200
GET  barometer:ways-document no_release_day      in   404  404  404  404  404  404
GET  barometer:forecasts                         200  200  200  200  200  200  200
GET  barometer:ledger                            in   404  404  200  200  200  200
GET  barometer:sharing                           in   404  404  200  200  200  200
GET  barometer:ledger-picture effects light 600  in   404  404  404  404  404  404
GET  barometer:ledger-table effects              in   404  404  404  404  404  404
GET  barometer:ledger-file effects xlsx          in   404  404  404  404  404  404
GET  barometer:government                        in   404  404  404  404  200  200
GET  barometer:government-picture heat-map light 600 in 404  404  404  404  200  200
GET  barometer:government-table heat-map         in   404  404  404  404  200  200
GET  barometer:government-file heat-map xlsx     in   404  404  404  404  200  200
GET  barometer:government-table nothing          in   404  404  404  404  404  404
GET  barometer:government-file nothing xlsx      in   404  404  404  404  404  404
GET  barometer:portfolio own_portfolio           in   404  404  404  200  200  200
GET  barometer:portfolio other_portfolio         in   404  404  404  404  200  200
GET  barometer:portfolio nothing                 in   404  404  404  404  404  404
GET  barometer:portfolio-picture own_portfolio heat-map light 600 in 404 404 404 200 200 200
GET  barometer:portfolio-table own_portfolio heat-map in 404 404 404 200 200 200
GET  barometer:portfolio-file own_portfolio heat-map xlsx in 404 404 404 200 200 200
GET  barometer:portfolio-table other_portfolio heat-map in 404 404 404 404 200 200
GET  barometer:portfolio-file other_portfolio heat-map xlsx in 404 404 404 404 200 200
GET  barometer:organism own_code                 in   404  404  200  200  200  200
GET  barometer:organism other_code               in   404  404  404  404  200  200
GET  barometer:organism-picture own_code paths dark 600 in 404 404 200  200  200  200
GET  barometer:organism-table own_code paths     in   404  404  200  200  200  200
GET  barometer:organism-file own_code paths json in 404 404 200 200 200 200
GET  barometer:organism-table other_code paths   in   404  404  404  404  200  200
GET  barometer:organism-file other_code paths json in 404 404 404 404 200 200

GET  barometer:sheet own_code                    in   404  404  404  404  404  404
GET  barometer:sheet other_code                  in   404  404  404  404  200  200
GET  barometer:sheet nothing                     in   404  404  404  404  404  404
GET  barometer:sheet-check                       200  200  200  200  200  200  200
GET  barometer:sheet-checked nothing             404  404  404  404  404  404  404
GET  barometer:sheet-checked sheet_code          200  200  200  200  200  200  200
GET  barometer:sheet-data sheet_code             200  200  200  200  200  200  200
GET  barometer:sheet-data nothing                404  404  404  404  404  404  404
GET  barometer:sheet-signature sheet_code        200  200  200  200  200  200  200
GET  barometer:sheet-signature nothing           404  404  404  404  404  404  404
GET  barometer:sheet-keys                        200  200  200  200  200  200  200

GET  barometer:reports                           in   404  404  200  200  200  200
GET  barometer:government-report                 in   404  404  404  404  200  200
POST barometer:government-report                 in   404  404  404  404  422  422
GET  barometer:portfolio-report own_portfolio    in   404  404  404  200  200  200
GET  barometer:portfolio-report other_portfolio  in   404  404  404  404  200  200
GET  barometer:organism-report own_code          in   404  404  200  200  200  200
GET  barometer:organism-report other_code        in   404  404  404  404  200  200
GET  barometer:organism-report nothing           in   404  404  404  404  404  404
GET  barometer:report-stop-own subscription      in   405  405  405  405  405  405
POST barometer:report-stop-own subscription      in   404  404  go   404  404  404
POST barometer:report-stop-own nobody            in   404  404  404  404  404  404
GET  barometer:report-stop stop_token            200  200  200  200  200  200  200
GET  barometer:report-stop nothing               404  404  404  404  404  404  404
POST barometer:report-stop stop_token            200  200  200  200  200  200  200

GET  barometer:public own_code                   404  404  404  404  404  404  404
GET  barometer:public other_code                 200  200  200  200  200  200  200
GET  barometer:public nothing                    404  404  404  404  404  404  404
GET  barometer:public-picture own_code paths light 600 404 404 404 404 404 404 404
GET  barometer:public-picture other_code paths light 600 200 200 200 200 200 200 200
GET  barometer:public-table own_code paths       404  404  404  404  404  404  404
GET  barometer:public-table other_code paths     200  200  200  200  200  200  200
GET  barometer:public-file own_code paths xlsx   404  404  404  404  404  404  404
GET  barometer:public-file other_code paths json 200  200  200  200  200  200  200
GET  barometer:public-switch own_code            in   404  404  200  200  200  200
POST barometer:public-switch own_code            in   404  404  go   404  404  404
GET  barometer:public-switch other_code          in   404  404  404  404  200  200
POST barometer:public-switch other_code          in   404  404  404  404  404  404

GET  barometer:organism-events own_code          in   404  404  200  200  200  200
GET  barometer:organism-events other_code        in   404  404  404  404  200  200
GET  barometer:organism-event-new own_code       in   404  404  200  404  404  404
POST barometer:organism-event-new own_code       in   404  404  422  404  404  404
POST barometer:organism-event-new other_code     in   404  404  404  404  404  404
POST barometer:organism-event-end own_code event in   404  404  go   404  404  404
POST barometer:organism-event-end other_code event in 404  404  404  404  404  404
GET  barometer:portfolio-events own_portfolio    in   404  404  404  200  200  200
GET  barometer:portfolio-events other_portfolio  in   404  404  404  404  200  200
GET  barometer:portfolio-event-new own_portfolio in   404  404  404  200  404  404
POST barometer:portfolio-event-end own_portfolio event in 404 404 404 404 404  404
GET  barometer:government-events                 in   404  404  404  404  200  200
GET  barometer:government-event-new              in   404  404  404  404  200  404
POST barometer:government-event-end event        in   404  404  404  404  404  404
GET  barometer:targets own_code                  in   404  404  200  200  200  200
GET  barometer:targets other_code                in   404  404  404  404  200  200
GET  barometer:targets-picture own_code against-target light 600 in 404 404 404 404 404 404
GET  barometer:targets-table own_code against-target in 404  404  404  404  404  404
GET  barometer:targets-file own_code against-target xlsx in 404 404 404 404 404 404
GET  barometer:target-new own_code               in   404  404  200  404  404  404
GET  barometer:target-new other_code             in   404  404  404  404  404  404
POST barometer:target-new own_code               in   404  404  422  404  404  404
GET  barometer:target-end own_code target        in   404  404  200  404  404  404
GET  barometer:target-end other_code target      in   404  404  404  404  404  404
POST barometer:target-end own_code target        in   404  404  go   404  404  404
POST barometer:target-end other_code target      in   404  404  404  404  404  404
GET  barometer:criteria                          in   go   go   go   go   go   go
GET  barometer:criteria-grid                     in   200  200  200  200  200  200
GET  barometer:criteria-government               in   404  404  404  404  200  200
GET  barometer:criteria-government-picture heat-map light 600 in 404 404 404 404 200 200
GET  barometer:criteria-government-table heat-map in  404  404  404  404  200  200
GET  barometer:criteria-government-file heat-map xlsx in 404 404 404 404 200 200
GET  barometer:criteria-government-table nothing in   404  404  404  404  404  404
GET  barometer:criteria-government-file nothing xlsx in 404 404 404 404 404 404
GET  barometer:criteria-portfolio own_portfolio  in   404  404  404  200  200  200
GET  barometer:criteria-portfolio other_portfolio in  404  404  404  404  200  200
GET  barometer:criteria-portfolio-picture elsewhere heat-map dark 290 in 404 404 404 404 200 200
GET  barometer:criteria-portfolio-table other_portfolio heat-map in 404 404 404 404 200 200
GET  barometer:criteria-portfolio-file other_portfolio heat-map json in 404 404 404 404 200 200
GET  barometer:criteria-organism own_code        in   404  404  200  200  200  200
GET  barometer:criteria-organism other_code      in   404  404  404  404  200  200
GET  barometer:criteria-organism-picture other_code profile dark 600 in 404 404 404 404 200 200
GET  barometer:criteria-organism-table other_code profile in 404 404 404 404 200 200
GET  barometer:criteria-organism-file other_code profile xlsx in 404 404 404 404 200 200
GET  barometer:criteria-organism-table own_code profile in 404 404 404 404 404 404
GET  barometer:criteria-organism-file own_code profile xlsx in 404 404 404 404 404 404
GET  barometer:criteria-start own_code           405  405  405  405  405  405  405
POST barometer:criteria-start own_code           in   404  404  go   404  404  404
POST barometer:criteria-start other_code         in   404  404  404  404  404  404
POST barometer:criteria-request-path own_code inclusion in 404 404 go 404 404 404
POST barometer:criteria-request-path other_code inclusion in 404 404 404 404 404 404
GET  barometer:criteria-assessment own_code year in   404  404  200  404  404  404
GET  barometer:criteria-assessment other_code year in 404  404  404  404  200  200
POST barometer:criteria-submit own_code year     in   404  404  422  404  404  404
POST barometer:criteria-submit other_code year   in   404  404  404  404  404  404
GET  barometer:criteria-criterion own_code year inclusion in 404 404 200 404 404 404
GET  barometer:criteria-criterion own_code year nothing in 404 404 404 404 404 404
POST barometer:criteria-criterion own_code year inclusion in 404 404 422 404 404 404
GET  barometer:criteria-criterion other_code year inclusion in 404 404 404 404 200 200
POST barometer:criteria-criterion other_code year inclusion in 404 404 404 404 404 404
GET  barometer:criteria-reviews                  in   404  404  404  404  200  404
GET  barometer:criteria-review to_review         in   404  404  404  404  200  404
GET  barometer:criteria-review to_rate_again     in   404  404  404  404  404  404
POST barometer:criteria-review to_review         in   404  404  404  404  go   404
GET  barometer:criteria-rate-again to_rate_again drawn in 404 404 404 404 200 404
GET  barometer:criteria-rate-again to_review drawn in 404 404 404  404  404  404
POST barometer:criteria-rate-again to_rate_again drawn in 404 404 404 404 422 404
GET  barometer:criteria-agreement                in   404  404  404  404  200  200
GET  barometer:criteria-requests                 in   404  200  404  404  200  200

GET  barometer_api:description                   200  200  200  200  200  200  200
GET  barometer_api:releases                      401  404  404  200  200  200  200
GET  barometer_api:release release_day           401  404  404  200  200  200  200
GET  barometer_api:release no_release_day        401  404  404  404  404  404  404
GET  barometer_api:organisms                     401  404  404  200  200  200  200
GET  barometer_api:organism own_code             401  404  404  200  200  200  200
GET  barometer_api:organism other_code           401  404  404  404  404  200  200
GET  barometer_api:organism nothing              401  404  404  404  404  404  404
GET  barometer_api:portfolio own_portfolio       401  404  404  404  200  200  200
GET  barometer_api:portfolio other_portfolio     401  404  404  404  404  200  200
GET  barometer_api:government                    401  404  404  404  404  200  200
POST barometer_api:government                    405  405  405  405  405  405  405

GET  gophish_event hook                          405  405  405  405  405  405  405
POST gophish_event hook                          403  403  403  403  403  403  403
POST gophish_event nobody                        403  403  403  403  403  403  403
GET  barometer:findings                          in   404  404  go   200  200  200
GET  barometer:findings-picture exposure light 600 in 404  404  404  200  200  200
GET  barometer:findings-table                    in   404  404  404  200  200  200
GET  barometer:findings-file xlsx                in   404  404  404  200  200  200
GET  barometer:findings-organism own_code        in   404  404  200  404  404  200
GET  barometer:findings-organism other_code      in   404  404  404  404  404  200
GET  barometer:findings-organism nothing         in   404  404  404  404  404  404
GET  barometer:findings-organism-picture own_code exposure dark 600 in 404 404 200 404 404 200
GET  barometer:findings-organism-table own_code  in   404  404  200  404  404  200
GET  barometer:findings-organism-file own_code xlsx in 404 404 200 404 404 200
GET  barometer:findings-organism-table other_code in  404  404  404  404  404  404
GET  barometer:findings-organism-file other_code xlsx in 404 404 404 404 404 404
GET  barometer:findings-send-campaign own_code   in   404  404  200  404  404  200
POST barometer:findings-send-campaign own_code   in   404  404  422  404  404  422
POST barometer:findings-send-campaign other_code in   404  404  404  404  404  422
GET  barometer:findings-send-scan own_code       in   404  404  200  404  404  200
POST barometer:findings-send-scan own_code       in   404  404  422  404  404  422
POST barometer:findings-send-scan other_code     in   404  404  404  404  404  422
POST barometer:findings-end own_code campaign    in   404  404  go   404  404  go
POST barometer:findings-end other_code campaign  in   404  404  404  404  404  404
GET  barometer:findings-evidence own_code sent   in   404  404  200  404  404  200
GET  barometer:findings-evidence other_code sent in   404  404  404  404  404  404
GET  barometer:findings-keep own_code sent       in   405  405  405  405  405  405
POST barometer:findings-keep own_code sent       in   404  404  go   404  404  go
POST barometer:findings-keep other_code sent     in   404  404  404  404  404  404
POST barometer:findings-drop own_code sent       in   404  404  go   404  404  go
POST barometer:findings-drop other_code sent     in   404  404  404  404  404  404
GET  barometer:findings-webhook own_code         in   404  404  200  404  404  200
GET  barometer:findings-webhook other_code       in   404  404  404  404  404  200
POST barometer:findings-create-webhook own_code  in   404  404  prove 404 404  prove
POST barometer:findings-create-webhook other_code in  404  404  404  404  404  prove
POST barometer:findings-revoke-webhook own_code  in   404  404  go   404  404  go
POST barometer:findings-revoke-webhook other_code in  404  404  404  404  404  go
GET  barometer:finding own_code finding          in   404  404  200  404  404  200
GET  barometer:finding other_code finding        in   404  404  404  404  404  404
POST barometer:finding-factor own_code finding   in   404  404  422  404  404  422
POST barometer:finding-factor other_code finding in   404  404  404  404  404  404
POST barometer:finding-prescribe own_code finding in  404  404  422  404  404  422
POST barometer:finding-prescribe other_code finding in 404 404  404  404  404  404
"""
